using Microsoft.Data.SqlClient;
using SqlInference.Engines.SqlServer;

namespace SqlInference.SqlServer.Tests.Sessions;

public sealed class AddressTests
{
    [Theory]
    [InlineData("sqlserver://ann:p%40ss@db.example/shop", "db.example,1433", "shop", "ann", "p@ss", true)]
    [InlineData("sqlserver://ann@db.example:6000/my%20shop?encrypt=false&trust_server_certificate=true", "db.example,6000", "my shop", "ann", "", false)]
    [InlineData("sqlserver://ann@[::1]:6000/shop", "::1,6000", "shop", "ann", "", true)]
    [InlineData("SQLSERVER://ann@db.example/shop?instance=EXPRESS", @"db.example\EXPRESS", "shop", "ann", "", true)]
    [InlineData("sqlserver://ann@db.example", "db.example,1433", "", "ann", "", true)]
    public void A_url_says_where_the_database_is(string url, string source, string database, string user, string password, bool encrypted)
    {
        var settings = new SqlConnectionStringBuilder(SqlServerAddress.TryParseUrl(url)!.ConnectionString);
        bool isEncrypted = settings.Encrypt;
        Assert.Equal((source, database, user, password, encrypted), (settings.DataSource, settings.InitialCatalog, settings.UserID, settings.Password, isEncrypted));
    }

    [Theory]
    [InlineData("sqlserver://ann@db.example:port/shop")]
    [InlineData("sqlserver:///shop")]
    [InlineData("sqlserver://ann@db.example/shop?no_such_parameter=1")]
    [InlineData("sqlserver://ann@db.example/shop?encrypt=perhaps")]
    [InlineData("mysql://ann@db.example/shop")]
    public void What_is_no_url_of_a_database_is_none(string url) => Assert.Null(SqlServerAddress.TryParseUrl(url));

    [Fact]
    public void A_connection_string_says_the_same_and_no_message_shows_the_password()
    {
        var address = SqlServerAddress.TryParse("Server=db.example,6000;Database=shop;User Id=ann;Password=secret")!;
        Assert.Equal(("shop at db.example:6000", true), (address.ToString(), address.HasPassword));
        Assert.Null(SqlServerAddress.TryParse("Server=db.example;Flavour=vanilla"));
        Assert.Null(SqlServerAddress.TryParse("shop"));
    }

    [Fact]
    public void Without_a_user_the_system_says_who_connects()
    {
        var settings = new SqlConnectionStringBuilder(SqlServerAddress.TryParseUrl("sqlserver://db.example/shop")!.ConnectionString);
        Assert.True(settings.IntegratedSecurity);
    }
}
