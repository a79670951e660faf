namespace SqlInference.Language.Tests;

/// <summary>The scripts under <c>Scripts/</c>, each with the host it is written for.</summary>
static class TestScripts
{
    static readonly Dictionary<string, SqlDialect> Dialects = new()
    {
        ["anomaly-scores.sql"] = SqlDialect.Embedded,
        ["star-ratings.sql"] = SqlDialect.PostgreSql,
        ["redshift-churn.sql"] = SqlDialect.PostgreSql,
        ["postgres-host.sql"] = SqlDialect.PostgreSql,
        ["sqlserver-batches.sql"] = SqlDialect.SqlServer,
        ["duckdb-host.sql"] = SqlDialect.Embedded,
    };

    public static IEnumerable<string> Names => Dialects.Keys;

    public static SqlDialect DialectOf(string name) => Dialects[name];

    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scripts", name));
}
