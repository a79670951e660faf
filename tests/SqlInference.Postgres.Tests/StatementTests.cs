using System.Text;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Model statements between the session's transaction and the service.</summary>
public sealed class StatementTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    const string Begun = "POST /statements";
    const string Confirmed = "POST /statements/abc123/confirm";
    const string TakenBack = "DELETE /statements/abc123";
    const string Failed = "POST /statements/abc123/fail";
    const string Create = "SELECT sqlinference.execute('CREATE MODEL m')";
    const string Definition = "SELECT sqlinference.define_function('public', 'f', '{a1}', '{int4}', 'float8', 'shop.public.m', 1, 'prediction', '{a1}', '{f}')";

    async Task<FakeStatements> Service(FakeStatements service)
    {
        await Connection.RunAsync("SET sqlinference.database = 'shop'");
        Host.Reset(service.Answer);
        return service;
    }

    [PostgresFact]
    public async Task A_statement_is_confirmed_when_it_is_committed()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync($"BEGIN; {Create}");
        Assert.Equal([Begun], service.Told);
        await Connection.RunAsync("COMMIT");
        Assert.Equal([Begun, Confirmed], service.Told);
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        // The row is of no use any more, and goes with the next statement.
        Assert.Equal("1", await Connection.AskAsync("SELECT count(*) FROM sqlinference.unconfirmed"));
        await Connection.RunAsync("SELECT sqlinference.confirm()");
        Assert.Equal("0", await Connection.AskAsync("SELECT count(*) FROM sqlinference.unconfirmed"));
    }

    [PostgresFact]
    public async Task A_statement_says_what_it_does_to_the_service()
    {
        await Service(new());
        await Connection.RunAsync("SET search_path = pg_catalog, public");
        await Connection.RunAsync("SELECT sqlinference.execute('CREATE MODEL \"ü\"')");
        var body = Host.Requests.First().Head;
        Assert.Equal("CREATE MODEL \"ü\"", body.GetProperty("statement").GetString());
        Assert.Equal("postgresql", body.GetProperty("engine").GetString());
        Assert.Equal(["pg_catalog", "public"], body.GetProperty("search_path").EnumerateArray().Select(schema => schema.GetString()));
        Assert.Equal("postgres", Host.Requests.First().Headers["X-SqlInference-User"]);
    }

    [PostgresFact]
    public async Task A_statement_is_taken_back_with_its_transaction()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync($"BEGIN; {Create}; ROLLBACK");
        Assert.Equal([Begun, TakenBack], service.Told);
        Assert.Equal("f", await Connection.AskAsync("SELECT to_regprocedure('f(int4)') IS NOT NULL"));
    }

    [PostgresFact]
    public async Task A_statement_is_taken_back_with_its_savepoint()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync($"BEGIN; SAVEPOINT a; SAVEPOINT b; {Create}; RELEASE b; ROLLBACK TO a");
        Assert.Equal([Begun, TakenBack], service.Told);
        await Connection.RunAsync("COMMIT");
        Assert.Equal([Begun, TakenBack], service.Told);
    }

    [PostgresFact]
    public async Task What_the_service_did_not_hear_it_is_told_before_the_first_prediction()
    {
        var service = await Service(new() { Functions = [Definition], Hears = false });
        await Connection.RunAsync(Create);
        service.Hears = true;
        await using var other = await Cluster.OpenAsync(Database);
        Assert.Equal("1", await other.AskAsync("SELECT f(1)"));
        Assert.Equal([Begun, Confirmed, Confirmed, "POST /v2/models/shop.public.m/versions/1/infer"], service.Told);
        Assert.Equal("2", await other.AskAsync("SELECT f(2)"));
        Assert.Equal(2, service.Told.Count(told => told == Confirmed));
    }

    [PostgresFact]
    public async Task What_the_service_did_not_hear_it_is_told_before_the_next_statement()
    {
        var service = await Service(new() { Hears = false });
        await Connection.RunAsync(Create);
        service.Hears = true;
        await Connection.RunAsync("SELECT sqlinference.confirm()");
        Assert.Equal([Begun, Confirmed, Confirmed], service.Told);
        Assert.Equal("0", await Connection.AskAsync("SELECT count(*) FROM sqlinference.unconfirmed"));
    }

    [PostgresFact]
    public async Task A_statement_of_a_prepared_transaction_waits_for_its_end()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync($"BEGIN; {Create}; PREPARE TRANSACTION 'two'");
        Assert.Equal([Begun], service.Told);
        await Connection.RunAsync("COMMIT PREPARED 'two'");
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        Assert.Equal([Begun, Confirmed, "POST /v2/models/shop.public.m/versions/1/infer"], service.Told);
    }

    [PostgresFact]
    public async Task A_version_is_used_in_the_transaction_that_made_it()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync($"BEGIN; {Create}");
        Assert.Equal("7", await Connection.AskAsync("SELECT f(7)"));
        Assert.DoesNotContain(Confirmed, service.Told);
        await Connection.RunAsync("COMMIT");
    }

    [PostgresFact]
    public async Task Rows_of_the_training_query_are_sent_as_columns()
    {
        var service = await Service(new()
        {
            Query = "SELECT a, b, c FROM rides ORDER BY a",
            Functions = [Definition],
        });
        await Connection.RunAsync("CREATE TABLE rides (a int4, b text, c numeric(5,2)); INSERT INTO rides VALUES (1, 'ä', 1.5), (2, NULL, NULL), (3, '', -1)");
        await Connection.RunAsync(Create);
        Assert.Equal([Begun, "POST /statements/abc123/training", "GET /statements/abc123", Confirmed], service.Told);
        var head = """{"columns":[{"name":"a","type":"integer"},{"name":"b","type":"text"},{"name":"c","type":"numeric(5,2)"}]}""";
        var expected = new List<byte>();
        expected.AddRange("SQIC"u8.ToArray());
        expected.AddRange(BitConverter.GetBytes(head.Length));
        expected.AddRange(Encoding.UTF8.GetBytes(head));
        expected.AddRange(Convert.FromHexString("03000000" + "00" + "010000000200000003000000" + "0105" + "020000000000000000000000" + "C3A4" +
            "0105" + "000000000000F83F" + "0000000000000000" + "000000000000F0BF" + "FFFFFFFF" + "0300000000000000"));
        Assert.Equal(Convert.ToHexString([.. expected]), Convert.ToHexString(service.Rows));
    }

    [PostgresFact]
    public async Task Many_rows_are_sent_in_chunks_and_not_held()
    {
        var service = await Service(new() { Query = "SELECT g::int8 AS a, repeat('x', 100) AS b FROM generate_series(1, 300000) AS g", Functions = [Definition] });
        await Connection.RunAsync(Create);
        Assert.InRange(service.Rows.Length, 300000 * (8 + 4 + 100), 300000 * (8 + 4 + 100) + 10000);
        Assert.Equal(300000, BitConverter.ToInt64(service.Rows, service.Rows.Length - 8));
        var held = long.Parse((await Connection.AskAsync("SELECT sum(total_bytes) FROM pg_backend_memory_contexts"))!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(held, 1, 8_000_000);
    }

    [PostgresFact]
    public async Task A_training_query_that_fails_is_told_and_raised()
    {
        var service = await Service(new() { Query = "SELECT 1 / (g - 5) AS a FROM generate_series(1, 10) AS g" });
        var error = await Connection.FailAsync(Create);
        Assert.Equal(("22012", "division by zero"), (error.SqlState, error.MessageText));
        Assert.Equal(Failed, service.Told[^1]);
        Assert.DoesNotContain(TakenBack, service.Told);
        Assert.Equal("division by zero", Host.Requests.Last().Head.GetProperty("reason").GetString());
    }

    [PostgresFact]
    public async Task A_column_that_models_cannot_take_is_told()
    {
        await Service(new() { Query = "SELECT '{}'::json AS a" });
        var error = await Connection.FailAsync(Create);
        Assert.Equal(("SI408", "The training query's column 'a' has type json, which models cannot take."), (error.SqlState, error.MessageText));
    }

    [PostgresFact]
    public async Task A_definition_that_fails_is_told_and_raised()
    {
        var service = await Service(new() { Functions = [Definition] });
        await Connection.RunAsync("CREATE FUNCTION f(a1 int4) RETURNS float8 LANGUAGE sql AS 'SELECT 1.0::float8'");
        var error = await Connection.FailAsync(Create);
        Assert.Equal(("SI107", "Function public.f(int4) exists and is not a prediction function.", "Name another function in the statement, or drop this one."),
            (error.SqlState, error.MessageText, error.Hint));
        Assert.Equal(Failed, service.Told[^1]);
    }

    [PostgresFact]
    public async Task A_cancel_takes_the_statement_back()
    {
        var service = await Service(new() { Query = "SELECT g AS a FROM pg_sleep(60) AS s, generate_series(1, 10) AS g" });
        await Connection.RunAsync("SET statement_timeout = 300");
        Assert.Equal("57014", (await Connection.FailAsync(Create)).SqlState);
        Assert.Equal(TakenBack, service.Told[^1]);
    }

    [PostgresFact]
    public async Task What_a_dead_transaction_left_in_the_way_is_removed()
    {
        var service = await Service(new() { InTheWay = "dead1" });
        await Connection.RunAsync(Create);
        Assert.Equal([Begun, "DELETE /statements/dead1", Begun, Confirmed], service.Told);
    }

    [PostgresFact]
    public async Task What_a_live_transaction_does_stays_in_the_way()
    {
        var service = await Service(new() { InTheWay = "live1" });
        await using var other = await Cluster.OpenAsync(Database);
        await other.RunAsync("BEGIN; SELECT sqlinference.lock_run('live1')");
        var error = await Connection.FailAsync(Create);
        Assert.Equal(("SI103", "A version is pending."), (error.SqlState, error.MessageText));
        Assert.Equal([Begun], service.Told);
        await other.RunAsync("ROLLBACK");
    }

    [PostgresFact]
    public async Task Run_shows_rows_and_what_was_done()
    {
        await Connection.RunAsync("SET sqlinference.database = 'shop'");
        Host.Reset(_ => FakeReply.Json("""{"run":null,"tag":"SHOW MODEL","state":"confirmed","result":{"tag":"SHOW MODEL","columns":["Schema Name","Model Name"],"rows":[["public","a"],["public",null]]},"functions":[],"notices":[]}"""));
        Assert.Equal(["public|a", "public|NULL"], await Connection.RowsAsync("SELECT * FROM sqlinference.run('SHOW MODEL ALL') AS t(a text, b text)"));
        Assert.Equal(["(public,a)", "(public,)"], await Connection.RowsAsync("SELECT sqlinference.run('SHOW MODEL ALL')"));
        Assert.Equal(["public|a", "public|NULL"], await Connection.RowsAsync("SELECT * FROM sqlinference.show_models()"));
        Assert.Equal("42804", (await Connection.FailAsync("SELECT * FROM sqlinference.run('SHOW MODEL ALL') AS t(a text)")).SqlState);
        Host.Reset(new FakeStatements().Answer);
        Assert.Equal(["(\"CREATE MODEL\")"], await Connection.RowsAsync("SELECT sqlinference.run('CREATE MODEL m')"));
    }

    [PostgresFact]
    public async Task Run_runs_the_query_that_the_service_wants_run_here()
    {
        await Connection.RunAsync("SET sqlinference.database = 'shop'");
        Host.Reset(_ => FakeReply.Json("""{"run":null,"tag":"SELECT","state":"confirmed","query":"SELECT 1 AS a, 'x' AS b","functions":[],"notices":[]}"""));
        Assert.Equal(["1|x"], await Connection.RowsAsync("SELECT * FROM sqlinference.run('USING …') AS t(a int4, b text)"));
    }
}
