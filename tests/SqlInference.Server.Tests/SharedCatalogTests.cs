using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SqlInference.Catalog;
using SqlInference.Server.Configuration;
using SqlInference.Service;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests;

/// <summary>Two services on one catalog in PostgreSQL and one folder of model files.</summary>
public sealed class SharedCatalogTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    const string Row =
        """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},{"name":"y","shape":[1],"datatype":"FP32","data":[2]},{"name":"z","shape":[1],"datatype":"FP32","data":[3]}]}""";

    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-shared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public async Task What_one_service_makes_and_revokes_counts_at_the_other()
    {
        using var one = Open();
        using var other = Open();
        await using var oneServer = await StartAsync(one);
        await using var otherServer = await StartAsync(other);
        var token = one.Catalog.Tokens.Create(new NewAccess { Name = "ann", Role = AccessRole.Admin, Actor = "ann" });
        using var atOne = Client(oneServer, token.Text);
        using var atOther = Client(otherServer, token.Text);

        await UntilAsync(atOther, "/v2/models/local.public.m/ready", HttpStatusCode.NotFound);
        var statement = $"CREATE MODEL m FROM '{ServerPlace.Onnx("linear")}' FUNCTION f(x real, y real, z real) RETURNS double precision";
        using (var made = await atOne.PostAsJsonAsync("/v1/databases/local/statements", new { statement }))
            Assert.Equal((HttpStatusCode.OK, ""), (made.StatusCode, made.IsSuccessStatusCode ? "" : await made.Content.ReadAsStringAsync()));

        await UntilAsync(atOther, "/v2/models/local.public.m/ready", HttpStatusCode.OK);
        using (var answer = await atOther.PostAsync("/v2/models/local.public.m/infer", new StringContent(Row, new MediaTypeHeaderValue("application/json"))))
            Assert.Contains("\"data\":[4.75]", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        one.Catalog.Tokens.Revoke("ann", "ann");
        await UntilAsync(atOther, "/v2/models/local.public.m/ready", HttpStatusCode.Unauthorized);
    }

    // A busy machine may take longer than the second that is promised, but it comes by itself.
    static async Task UntilAsync(HttpClient client, string path, HttpStatusCode status)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            using var answer = await client.GetAsync(path);
            if (answer.StatusCode == status)
                return;
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"{path} answers {answer.StatusCode} and not {status}: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(20);
        }
    }

    static HttpClient Client(InferenceServer server, string token) => new()
    {
        BaseAddress = new(server.Addresses[0]),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    static Task<InferenceServer> StartAsync(InferenceService service) =>
        InferenceServer.StartAsync(service, new ServerOptions { Listen = [ServerPlace.Loopback], RequireTokens = true });

    InferenceService Open()
    {
        var place = CatalogLocation.TryParse(_folder, postgres.Cluster.ConnectionString("postgres"), out _)!;
        return new(place.Open(), new ArtifactStore(place.ArtifactFolder), new());
    }
}
