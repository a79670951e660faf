using System.Net;
using System.Net.Sockets;
using SqlInference.Gateway;
using SqlInference.TestKit;

namespace SqlInference.Docs.Tests;

/// <summary>SQL for PostgreSQL on pages runs in psql, on a real server with a real service, and prints what is shown.</summary>
public sealed class PostgresPageTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>What this page shows is asked of the gateway.</summary>
    const string OfGateway = "docs/gateway.md";

    public static TheoryData<string> PagesWithSql => [.. Repository.Pages().Where(page => SqlBlock.In(Repository.Read(page), "pgsql").Count > 0)];

    [PostgresTheory]
    [MemberData(nameof(PagesWithSql))]
    public async Task Sql_of_a_page_runs_and_prints_what_is_shown(string page)
    {
        using var service = new ServedFolder();
        var database = await postgres.Cluster.CreateDatabaseAsync(service.Address);
        await using (var administrator = await postgres.Cluster.OpenAsync("postgres"))
            await administrator.RunAsync($"ALTER DATABASE {database} SET sqlinference.database = 'shop'");
        await using var gateway = GatewayServer.Start(new()
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Upstream = new UnixDomainSocketEndPoint(Path.Combine(postgres.Cluster.SocketFolder, ".s.PGSQL.5432")),
        });
        string[] server = ["--host", postgres.Cluster.SocketFolder];
        var asked = page == OfGateway ? ["--host", "127.0.0.1", "--port", $"{((IPEndPoint)gateway.Addresses[0]).Port}"] : server;
        foreach (var block in SqlBlock.In(Repository.Read(page), "pgsql"))
        {
            if (block.Setup is { } setup)
                Psql(server, database, Repository.Read($"tests/SqlInference.Docs.Tests/Setups/{setup}.sql"));
            var printed = Psql(asked, database, block.Sql);
            if (block.Output is { } output)
                Printed.AssertAsShown(page, block.Line, output, printed);
        }
    }

    /// <summary>What a script prints, without heads and numbers of rows; it has to succeed.</summary>
    static string Psql(string[] server, string database, string script)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, script);
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            return PostgresInstallation.Default.Program("psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--set", "ON_ERROR_STOP=1",
                .. server, "--username", "postgres", "--dbname", database, "--file", file]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
