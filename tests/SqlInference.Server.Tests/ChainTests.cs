using SqlInference.Catalog;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Service.Embedded;
using SqlInference.Service.Remote;

namespace SqlInference.Server.Tests;

/// <summary>One service calls another, in every protocol that both speak: the numbers are those of the model itself.</summary>
public sealed class ChainTests : IAsyncDisposable
{
    const string Model = """
        CREATE TABLE t AS SELECT i, (i * 7919) % 1000 / 10.0 AS x, CASE WHEN i % 10 = 0 THEN NULL ELSE i % 97 END AS y FROM range(3000) r(i);
        CREATE MODEL forest FROM (SELECT x, i % 97 AS y FROM t) FUNCTION score RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST;
        CREATE ENDPOINT 'forest' FOR MODEL forest;
        """;

    readonly ServerPlace _far = new();
    readonly string _near = Directory.CreateTempSubdirectory("sqlinference-chain-").FullName;

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        Directory.Delete(_near, recursive: true);
    }

    [Theory]
    [InlineData("SAGEMAKER", "", "forest")]
    [InlineData("OIP", "v2/models/local.public.forest", "forest")]
    [InlineData("JSON", "functions/local.public.score", "forest")]
    [InlineData("CSV", "endpoints/forest/invocations", "forest")]
    public async Task A_chain_gives_the_numbers_of_the_model(string protocol, string path, string endpoint)
    {
        await _far.Sql(Model).StartAsync(new() { Listen = [ServerPlace.Loopback], RequireTokens = true });
        var token = _far.Service.Catalog.Tokens.Create(new() { Name = "near", Role = AccessRole.Admin, Actor = "test" }).Text;
        using var engine = EmbeddedEngine.Open(_near, new() { Remote = AccessWith(token) });
        using var session = engine.Connect();

        ServerPlace.Run(session, $"""
            CREATE TABLE t AS SELECT i, (i * 7919) % 1000 / 10.0 AS x, i % 97 AS y FROM range(3000) r(i);
            CREATE MODEL forest FROM (SELECT x, y FROM t) FUNCTION score RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST;
            CREATE ENDPOINT '{endpoint}' URL '{_far.Address}{path}' PROTOCOL {protocol} CREDENTIAL 'far';
            CREATE MODEL chained FUNCTION chained(x double precision, y bigint) RETURNS double precision SAGEMAKER '{endpoint}';
            """);

        Assert.Equal("0", ServerPlace.Ask(session, "SELECT count(*) FROM t WHERE score(x, y) IS DISTINCT FROM chained(x, y)"));
        Assert.Equal("3000", ServerPlace.Ask(session, "SELECT count(chained(x, y)) FROM t"));
    }

    static RemoteAccess AccessWith(string token) => new()
    {
        Hosts = ["127.0.0.1"],
        Credentials = new Dictionary<string, RemoteCredential> { ["far"] = new(new BearerCredential(token), new("127.0.0.1")) },
    };
}
