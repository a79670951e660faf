using SqlInference.Service.SqlServer;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>How Redshift's COPY reads its files for SQL Server.</summary>
public sealed class CopyTests
{
    static string Read(string text, char delimiter = ',', bool hasQuotes = true, string nullAs = "", int skip = 0)
    {
        var rows = new DelimitedRows(new StringReader(text), delimiter, hasQuotes, nullAs);
        for (var i = 0; i < skip; i++)
            rows.SkipLine();
        var read = new List<string>();
        while (rows.Read() is { } fields)
            read.Add($"{rows.Line}:{string.Join('|', fields.Select(field => field is null ? "NULL" : $"<{field}>"))}");
        return string.Join(' ', read);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a,b\n", "1:<a>|<b>")]
    [InlineData("a,b", "1:<a>|<b>")]
    [InlineData("a,\r\n,b\r\n", "1:<a>|NULL 2:NULL|<b>")]
    [InlineData("\"a,\"\"b\"\"\nc\",\"\"\nd,e\n", "1:<a,\"b\"\nc>|<> 3:<d>|<e>")]
    [InlineData("a\"b,c\n", "1:<a\"b>|<c>")]
    [InlineData("\"open,1\n", "1:<open,1\n>")]
    [InlineData("\n", "1:NULL")]
    public void Csv_is_read_as_it_is_written(string text, string rows) => Assert.Equal(rows, Read(text));

    [Fact]
    public void Plain_text_knows_no_quotes() => Assert.Equal("2:<\"a>|<b\">|NULL", Read("head\n\"a|b\"|\\N\n", '|', hasQuotes: false, nullAs: "\\N", skip: 1));
}
