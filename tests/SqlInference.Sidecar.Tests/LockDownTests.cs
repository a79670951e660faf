namespace SqlInference.Sidecar.Tests;

/// <summary>What no login may do, administrators included.</summary>
public sealed class LockDownTests(OnePlace one) : IClassFixture<OnePlace>
{
    [PsqlTheory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/sqlinference-lock-down.csv'")]
    [InlineData("COPY kept FROM '/etc/passwd'")]
    [InlineData("EXPORT DATABASE '/tmp/sqlinference-lock-down'")]
    [InlineData("ATTACH '/tmp/sqlinference-lock-down.duckdb' AS other")]
    [InlineData("ATTACH ':memory:' AS other")]
    [InlineData("DETACH sqlinference_pg")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("SET threads = 1")]
    [InlineData("RESET enable_external_access")]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE http)")]
    [InlineData("CREATE VIEW sqlinference_pg.main.pg_class2 AS SELECT 1")]
    [InlineData("DROP VIEW sqlinference_pg.main.pg_class")]
    [InlineData("SELECT * FROM random_cut_forest_stream('SELECT * FROM read_csv(''/etc/passwd'')')")]
    [InlineData("CREATE MODEL m FROM '/etc/passwd' FUNCTION f(x real) RETURNS real")]
    public void It_is_refused(string statement)
    {
        one.Place.Psql("CREATE TABLE IF NOT EXISTS kept (s VARCHAR)");
        Assert.StartsWith("ERROR:  ", one.Place.Psql(statement), StringComparison.Ordinal);
        Assert.False(Path.Exists("/tmp/sqlinference-lock-down.csv") || Path.Exists("/tmp/sqlinference-lock-down.duckdb"));
    }
}
