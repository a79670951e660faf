using SqlInference.Engines.PostgreSql;

namespace SqlInference.Engines.Tests.PostgreSql;

public sealed class AddressTests
{
    [Theory]
    [InlineData("postgresql://ann@db.example/shop", "shop at db.example:5432")]
    [InlineData("postgres://ann:p%40ss@db.example:6000/my%20shop?sslmode=verify-full&connect_timeout=3", "my shop at db.example:6000")]
    [InlineData("postgresql://ann@[::1]:6000/shop", "shop at ::1:6000")]
    [InlineData("postgresql:///shop?host=/var/run/postgresql", "shop at /var/run/postgresql")]
    [InlineData("postgresql://ann@db.example", "ann at db.example:5432")]
    public void A_url_says_where_the_database_is(string url, string shown) => Assert.Equal(shown, PostgreSqlAddress.TryParseUrl(url)!.ToString());

    [Theory]
    [InlineData("postgresql://ann@db.example:port/shop")]
    [InlineData("postgresql://ann@db.example/shop?no_such_parameter=1")]
    [InlineData("postgresql://ann@db.example/shop?sslmode=perhaps")]
    [InlineData("mysql://ann@db.example/shop")]
    public void What_is_no_url_of_a_database_is_none(string url) => Assert.Null(PostgreSqlAddress.TryParseUrl(url));

    [Fact]
    public void A_connection_string_says_the_same()
    {
        Assert.Equal("shop at db.example:5432", PostgreSqlAddress.TryParse("Host=db.example;Database=shop;Username=ann;Password=secret")!.ToString());
        Assert.Null(PostgreSqlAddress.TryParse("Host=db.example;Flavour=vanilla"));
        Assert.Null(PostgreSqlAddress.TryParse("shop"));
    }
}
