using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests.Managed;

/// <summary>Tables of the sidecar as tables of another PostgreSQL.</summary>
[Collection(SharedManagedPlace.Name)]
public sealed class ForeignTableTests(ManagedPlace place)
{
    [PostgresFact]
    public async Task Another_PostgreSQL_reads_and_writes_by_postgres_fdw_and_dblink()
    {
        await using var connection = await place.Sidecar.ConnectAsync();
        await connection.RunAsync("CREATE TABLE distant AS SELECT i::INTEGER AS i, 's' || i AS s FROM range(1000) AS t(i)");
        await using (var admin = await place.OpenAsync("postgres"))
            await admin.RunAsync("CREATE DATABASE tables");
        await using var server = await place.OpenAsync("postgres", "tables");
        var address = string.Create(CultureInfo.InvariantCulture, $"host '127.0.0.1', port '{place.Sidecar.Port}', dbname 'local'");
        await server.RunAsync(
            $"""
            CREATE EXTENSION postgres_fdw;
            CREATE EXTENSION dblink;
            CREATE SERVER sidecar FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({address}, fetch_size '100', use_remote_estimate 'true');
            CREATE USER MAPPING FOR postgres SERVER sidecar OPTIONS (user 'admin', password '{place.Sidecar.PasswordOf("admin")}');
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
            CREATE USER MAPPING FOR postgres SERVER second OPTIONS (user 'admin', password '{place.Sidecar.PasswordOf("admin")}');
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
            $"SELECT n FROM dblink('host=127.0.0.1 port={place.Sidecar.Port} dbname=local user=admin password={place.Sidecar.PasswordOf("admin")}', 'SELECT count(*) FROM distant') AS t(n bigint)")));
    }
}
