using System.Globalization;
using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests.Managed;

/// <summary>
/// A PostgreSQL server without our extension, on which nobody but ordinary roles have anything to do with the sidecar: maker, who may
/// make models, has installed sql/postgres/managed.sql; reader may call what was granted to them; stranger has no login.
/// </summary>
public sealed class ManagedPlace : IAsyncLifetime
{
    PostgresCluster _cluster = null!;

    public SidecarPlace Sidecar { get; private set; } = null!;

    public static string Script(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "postgres", name));

    public async Task InitializeAsync()
    {
        if (PostgresInstallation.WhyNot is not null)
            return;
        Sidecar = await SidecarPlace.StartAsync();
        _cluster = PostgresCluster.Start();
        await using (var admin = await OpenAsync("postgres"))
        {
            await admin.RunAsync(
                """
                CREATE ROLE maker LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE stranger LOGIN;
                GRANT reader TO maker;
                CREATE SCHEMA extensions;
                CREATE EXTENSION dblink SCHEMA extensions; CREATE EXTENSION postgres_fdw SCHEMA extensions;
                GRANT USAGE ON SCHEMA extensions TO PUBLIC;
                GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO maker;
                GRANT CREATE ON DATABASE postgres TO maker; GRANT CREATE ON SCHEMA public TO maker;
                """);
        }

        await using var maker = await OpenAsync("maker");
        await maker.RunAsync(Script("managed.sql"));
        await maker.RunAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            ALTER SERVER sqlinference OPTIONS (SET port '{Sidecar.Port}');
            CREATE USER MAPPING FOR maker SERVER sqlinference OPTIONS (user 'create', password '{Sidecar.PasswordOf("create")}');
            CREATE USER MAPPING FOR reader SERVER sqlinference OPTIONS (user 'execute', password '{Sidecar.PasswordOf("execute")}');
            GRANT USAGE ON SCHEMA sqlinference TO PUBLIC;
            GRANT USAGE ON FOREIGN SERVER sqlinference TO reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA sqlinference TO reader;
            CREATE TABLE history AS SELECT day, (day * 7919 % 100)::int AS passengers FROM generate_series(1, 3000) AS day;
            """));
        // Functions that tell what came to the sidecar.
        await using var sidecar = await Sidecar.ConnectAsync();
        await sidecar.RunAsync("CREATE MACRO same(x) AS x");
        await maker.RunAsync($"SELECT sqlinference.run($$ CREATE MODEL adder FROM '{Path.Combine(AppContext.BaseDirectory, "models", "double.onnx")}' " +
            "FUNCTION added(a double precision, b double precision) RETURNS double precision $$)");
    }

    public string SocketFolder => _cluster.SocketFolder;

    public Task<NpgsqlConnection> OpenAsync(string role, string database = "postgres") => _cluster.OpenAsync(database, role);

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (Sidecar is not null)
            await Sidecar.DisposeAsync();
    }
}
