using System.Diagnostics;
using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>Drivers as people have them.</summary>
public sealed class ClientTests(OnePlace one) : IClassFixture<OnePlace>
{
    SidecarPlace Place => one.Place;

    [JdbcFact]
    public async Task The_JDBC_driver_fetches_rows_some_at_a_time_and_finds_tables_and_columns()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE jdbc AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(10) AS t(i)");
        var url = string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://127.0.0.1:{Place.Port}/local?user=admin&password={Place.PasswordOf("admin")}");
        Assert.Equal("45 45 44 42 39 35 30 jdbc i:int4 s:text \n",
            SidecarPlace.Run(Place.Client("java", "admin", ["-cp", PostgresClients.JdbcDriver, Path.Combine(AppContext.BaseDirectory, "Clients", "Metadata.java"), url])));
    }

    [OdbcFact]
    public async Task The_ODBC_driver_reads_rows_and_columns()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE odbc AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(3) AS t(i)");
        Assert.Equal("1|s1\n2|s2\n", Isql("SELECT i, s FROM odbc WHERE i > 0 ORDER BY i"));
        Assert.StartsWith("local|public|odbc|i|4|int4|", Isql("help odbc"), StringComparison.Ordinal);
    }

    [PythonFact]
    public Task Psycopg2_reads_and_writes_values_copies_and_hears_of_errors() =>
        RunPythonAsync("psycopg2_session.py", $"host=127.0.0.1 port={Place.Port} user=admin password={Place.PasswordOf("admin")} dbname=local", "psycopg2 done\n");

    [PythonFact]
    public Task SQLAlchemy_makes_reflects_and_queries_tables() =>
        RunPythonAsync("sqlalchemy_session.py", $"postgresql://admin:{Place.PasswordOf("admin")}@127.0.0.1:{Place.Port}/local", "SQLAlchemy done\n");

    async Task RunPythonAsync(string script, FormattableString address, string expected)
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync($"CREATE MODEL IF NOT EXISTS adder FROM '{Path.Combine(AppContext.BaseDirectory, "models", "double.onnx")}' " +
            "FUNCTION added(a double precision, b double precision) RETURNS double precision");
        Assert.Equal(expected, SidecarPlace.Run(Place.Client(PostgresClients.Python, "admin", [Path.Combine(AppContext.BaseDirectory, "Clients", script), FormattableString.Invariant(address)])));
    }

    [PostgresFact]
    public async Task Another_PostgreSQL_reads_and_writes_by_postgres_fdw_and_dblink()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE distant AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(1000) AS t(i)");
        await using var cluster = PostgresCluster.Start();
        await using var server = await cluster.OpenAsync("postgres");
        var address = string.Create(CultureInfo.InvariantCulture, $"host '127.0.0.1', port '{Place.Port}', dbname 'local'");
        await server.RunAsync(
            $"""
            CREATE EXTENSION postgres_fdw;
            CREATE EXTENSION dblink;
            CREATE SERVER sidecar FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({address}, fetch_size '100', use_remote_estimate 'true');
            CREATE USER MAPPING FOR postgres SERVER sidecar OPTIONS (user 'admin', password '{Place.PasswordOf("admin")}');
            IMPORT FOREIGN SCHEMA public LIMIT TO (distant) FROM SERVER sidecar INTO public;
            """);
        Assert.Equal("499500", await server.AskAsync("SELECT sum(i) FROM distant"));
        // Two cursors at once on one connection.
        Assert.Equal("999", await server.AskAsync("SELECT count(*) FROM distant a JOIN distant b ON a.i = b.i + 1 WHERE a.s <> random()::text"));
        await server.RunAsync("INSERT INTO distant VALUES (1000, 'new'), (1001, NULL); ANALYZE distant");
        Assert.Equal(["1000|new", "1001|NULL"], await server.RowsAsync("SELECT * FROM distant WHERE i >= 1000 ORDER BY i"));
        // A join and an aggregate are the sidecar's work; parts of a table are asked for at the same time; many rows go in one statement.
        Assert.Contains("Remote SQL: SELECT count(*)", string.Concat(await server.RowsAsync("EXPLAIN (VERBOSE, COSTS OFF) SELECT count(*) FROM distant a JOIN distant b USING (i)")), StringComparison.Ordinal);
        Assert.Equal("1001", await server.AskAsync("SELECT count(*) FROM distant a JOIN distant b USING (i, s)"));
        await server.RunAsync(
            $"""
            ALTER SERVER sidecar OPTIONS (ADD async_capable 'true', ADD batch_size '100');
            CREATE SERVER second FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({address}, async_capable 'true');
            CREATE USER MAPPING FOR postgres SERVER second OPTIONS (user 'admin', password '{Place.PasswordOf("admin")}');
            CREATE FOREIGN TABLE again (i int, s text) SERVER second OPTIONS (table_name 'distant');
            INSERT INTO distant SELECT g, 'batch' FROM generate_series(2000, 2249) AS g;
            """);
        const string Both = "SELECT s FROM distant WHERE i >= 2000 UNION ALL SELECT s FROM again WHERE i >= 2000";
        Assert.Contains("Async Foreign Scan on public.again", string.Concat(await server.RowsAsync($"EXPLAIN (VERBOSE, COSTS OFF) {Both}")), StringComparison.Ordinal);
        Assert.Equal("500", await server.AskAsync($"SELECT count(*) FROM ({Both}) AS x"));
        await server.RunAsync("DELETE FROM distant WHERE i >= 2000");
        // What the other server can hand over as it is, and what it does row by row, by the rows' addresses.
        await server.RunAsync("UPDATE distant SET s = 'handed over' WHERE i = 1; DELETE FROM distant WHERE i = 2");
        await server.RunAsync("UPDATE distant SET s = 'row by row' WHERE i IN (3, 4) AND random() < 2; DELETE FROM distant WHERE i = 5 AND random() < 2");
        Assert.Equal(["1006|s6"], await server.RowsAsync("UPDATE distant SET i = i + 1000 WHERE i = 6 AND random() < 2 RETURNING i, s"));
        await server.RunAsync("BEGIN; DELETE FROM distant WHERE random() < 2; ROLLBACK");
        Assert.Equal(["0|s0", "1|handed over", "3|row by row", "4|row by row", "7|s7"], await server.RowsAsync("SELECT * FROM distant WHERE i <= 7 ORDER BY i"));
        Assert.Equal("7", await server.AskAsync("SELECT i FROM distant WHERE i = 7 FOR UPDATE"));
        Assert.Equal("1000", await server.AskAsync(string.Create(CultureInfo.InvariantCulture,
            $"SELECT n FROM dblink('host=127.0.0.1 port={Place.Port} dbname=local user=admin password={Place.PasswordOf("admin")}', 'SELECT count(*) FROM distant') AS t(n bigint)")));
    }

    string Isql(string input)
    {
        var start = Place.Client("isql", "admin", ["-b", "-d|", "-k", string.Create(CultureInfo.InvariantCulture,
            $"DRIVER=PostgreSQL Unicode;SERVER=127.0.0.1;PORT={Place.Port};DATABASE=local;UID=admin;PWD={Place.PasswordOf("admin")}")]);
        start.RedirectStandardInput = true;
        using var isql = Process.Start(start)!;
        isql.StandardInput.WriteLine(input);
        isql.StandardInput.Close();
        var output = isql.StandardOutput.ReadToEnd();
        isql.WaitForExit();
        return output;
    }
}
