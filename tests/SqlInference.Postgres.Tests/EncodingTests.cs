using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Text is UTF-8 on the wire whatever the database keeps it in.</summary>
public sealed class Latin1Tests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    protected override string DatabaseEncoding => "LATIN1";

    [PostgresFact]
    public async Task Texts_are_converted_both_ways()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(request => FakeReply.Texts([.. request.Texts("a1").Select(System.Text.Encoding.UTF8.GetBytes)]));
        Assert.Equal("Grüße|t", Assert.Single(await Connection.RowsAsync("SELECT f('Grüße'), f('Grüße') = 'Grüße'")));
        Assert.Equal(["Grüße"], Host.Requests.First().Texts("a1"));
    }

    [PostgresFact]
    public async Task Answers_that_the_database_cannot_hold_are_errors()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(_ => FakeReply.Texts(System.Text.Encoding.UTF8.GetBytes("Ω")));
        Assert.Equal("22P05", (await Connection.FailAsync("SELECT f('x')")).SqlState);
    }

    [PostgresFact]
    public async Task Errors_that_the_database_cannot_hold_are_shown_all_the_same()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(_ => FakeReply.Error(409, "SI103", "Ω is training."));
        var error = await Connection.FailAsync("SELECT f('x')");
        Assert.Equal(("SI103", "?? is training."), (error.SqlState, error.MessageText));
    }

    [PostgresFact]
    public async Task Names_travel_as_UTF8()
    {
        await Connection.RunAsync("CREATE ROLE \"jürgen, x\"; GRANT USAGE ON SCHEMA public TO \"jürgen, x\"");
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("GRANT EXECUTE ON FUNCTION f TO \"jürgen, x\"; SET ROLE \"jürgen, x\"");
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        await Connection.RunAsync("RESET ROLE");
        Assert.Equal("j%C3%BCrgen%2C%20x", Assert.Single(Host.Requests).Headers["X-SqlInference-User"]);
        await Connection.RunAsync("DROP OWNED BY \"jürgen, x\"; DROP ROLE \"jürgen, x\"");
    }
}

/// <summary>A database that knows of no encoding.</summary>
public sealed class SqlAsciiTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    protected override string DatabaseEncoding => "SQL_ASCII";

    [PostgresFact]
    public async Task Only_valid_UTF8_is_sent()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(request => FakeReply.Texts([.. request.Texts("a1").Select(System.Text.Encoding.UTF8.GetBytes)]));
        Assert.Equal("5", await Connection.AskAsync("SELECT length(f(convert_from('\\x4772c3bc', 'SQL_ASCII')) || 'x')"));
        Assert.Equal(["Grü"], Host.Requests.First().Texts("a1"));
        Assert.Equal("22021", (await Connection.FailAsync("SELECT f(convert_from('\\xff41', 'SQL_ASCII'))")).SqlState);
    }
}
