using System.Diagnostics;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Clients as people have them.</summary>
public sealed class ClientTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    string[] Place => ["--host", Cluster.SocketFolder, "--username", "postgres"];

    async Task TableAsync()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 1000) AS g; ALTER TABLE t ADD PRIMARY KEY (a); ANALYZE t");
    }

    [PostgresFact]
    public async Task Psql_shows_predictions_and_fetches_them_by_cursor()
    {
        await TableAsync();

        Assert.Equal("999|999\n1000|1000\n", PostgresInstallation.Default.Program("psql", [.. Place, "--no-psqlrc", "--tuples-only", "--no-align", "--quiet",
            "--set", "FETCH_COUNT=7", "--command", "SELECT a, f(a) FROM t WHERE a > 998 ORDER BY a", Database]));
    }

    [PostgresTheory]
    [InlineData("simple")]
    [InlineData("extended")]
    [InlineData("prepared")]
    public async Task Sixteen_clients_of_pgbench_predict_at_once_without_a_failure(string protocol)
    {
        await TableAsync();
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, "\\set a random(1, 900)\nSELECT f(a) FROM t WHERE a = :a;\nSELECT sum(f(a)) FROM t WHERE a BETWEEN :a AND :a + 50;\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b110_100_100);

        var output = PostgresInstallation.Default.Program("pgbench", [.. Place, "--no-vacuum", "--file", script, "--client", "16", "--jobs", "2", "--transactions", "25", "--protocol", protocol, Database]);

        Assert.Contains("number of transactions actually processed: 400/400", output, StringComparison.Ordinal);
        Assert.Contains("number of failed transactions: 0 ", output, StringComparison.Ordinal);
        File.Delete(script);
    }

    [OdbcFact]
    public async Task An_odbc_client_gets_predictions()
    {
        await TableAsync();
        var start = new ProcessStartInfo("isql", ["-b", "-d|", "-k", $"DRIVER=PostgreSQL Unicode;SERVER={Cluster.SocketFolder};DATABASE={Database};UID=postgres"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var isql = Process.Start(start)!;
        await isql.StandardInput.WriteLineAsync("SELECT a, f(a) FROM t WHERE f(a) > 998 ORDER BY a");
        isql.StandardInput.Close();
        var output = await isql.StandardOutput.ReadToEndAsync();
        await isql.WaitForExitAsync();

        Assert.Equal("999|999\n1000|1000\n", output);
        Assert.True(Host.Requests.Count < 10);
    }

    [JdbcFact]
    public async Task A_jdbc_client_prepares_and_fetches_predictions()
    {
        await TableAsync();
        using var relay = new SocketRelay(Path.Combine(Cluster.SocketFolder, ".s.PGSQL.5432"));
        var start = new ProcessStartInfo("java", ["-cp", PostgresClients.JdbcDriver, Path.Combine(AppContext.BaseDirectory, "Clients", "Predict.java"),
            $"jdbc:postgresql://127.0.0.1:{relay.Port}/{Database}?user=postgres"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var java = Process.Start(start)!;
        var (output, error) = (java.StandardOutput.ReadToEndAsync(), java.StandardError.ReadToEndAsync());
        await java.WaitForExitAsync();

        Assert.Equal("", await error);
        Assert.Equal(string.Concat(Enumerable.Repeat("50 48775.0\n", 7)), await output);
    }
}
