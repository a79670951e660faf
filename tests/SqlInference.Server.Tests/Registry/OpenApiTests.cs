using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SqlInference.Server.Registry.OpenApi;

namespace SqlInference.Server.Tests.Registry;

public sealed class OpenApiTests
{
    static async Task<JsonElement> DocumentAsync(HttpClient client) => JsonDocument.Parse(await client.GetStringAsync("/openapi.json")).RootElement;

    static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject() from method in path.Value.EnumerateObject() select (path.Name, method.Name, method.Value);

    [Fact]
    public async Task Every_path_that_is_served_is_in_the_document_and_no_other()
    {
        await using var place = await new ServerPlace().StartAsync();
        var document = await DocumentAsync(place.Client);

        var served = OpenApiDocument.Served(place.Services.GetRequiredService<EndpointDataSource>());
        Assert.Equal(served.Order(StringComparer.Ordinal), Operations(document).Select(operation => OpenApiDocument.Key(operation.Method, operation.Path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_is_an_openapi_document()
    {
        await using var place = await new ServerPlace().StartAsync();
        var document = await DocumentAsync(place.Client);

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.NotEmpty(document.GetProperty("info").GetProperty("title").GetString()!);
        Assert.NotEmpty(document.GetProperty("info").GetProperty("version").GetString()!);
        var tags = document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToHashSet();
        Assert.Equal(Operations(document).Count(), Operations(document).Select(operation => operation.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, method, operation) in Operations(document))
        {
            Assert.All(operation.GetProperty("tags").EnumerateArray(), tag => Assert.Contains(tag.GetString(), tags));
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.All(operation.GetProperty("responses").EnumerateObject(), response => Assert.Matches("^[1-5](XX|[0-9][0-9])$", response.Name));
            var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToArray() : [];
            Assert.All(parameters, parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
            Assert.Equal(
                path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Order(StringComparer.Ordinal),
                parameters.Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task References_lead_somewhere_and_every_member_is_described()
    {
        await using var place = await new ServerPlace().StartAsync();
        var document = await DocumentAsync(place.Client);
        var check = new SchemaCheck(document);
        var undescribed = new List<string>();
        Walk(document, "#", (place, node) =>
        {
            if (node.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
                check.Resolve(reference.GetString()!);
            if (node.TryGetProperty("properties", out var properties) && node.TryGetProperty("type", out _))
                undescribed.AddRange(properties.EnumerateObject().Where(property => !property.Value.TryGetProperty("description", out _)).Select(property => $"{place}.{property.Name}"));
        });

        Assert.Empty(undescribed);
    }

    [Theory]
    [InlineData("/v1/service", "ServiceDocument")]
    [InlineData("/v1/databases", "DatabaseList")]
    [InlineData("/v1/endpoints", "EndpointList")]
    [InlineData("/v1/statistics", "StatisticsList")]
    [InlineData("/v1/databases/local/models", "ModelList")]
    [InlineData("/v1/databases/local/grants", "GrantList")]
    [InlineData("/v1/databases/local/models/public.m", "ModelDocument")]
    [InlineData("/v1/databases/local/models/public.m/versions", "VersionList")]
    [InlineData("/v1/databases/local/models/public.m/explanation", "ExplanationDocument")]
    [InlineData("/v1/databases/local/models/public.m/statistics", "StatisticsDocument")]
    public async Task Answers_are_as_documented(string path, string schema)
    {
        using var place = await FilledAsync();
        await MatchesAsync(place, schema, (await place.GetAsync(path)).Body);
    }

    [Fact]
    public async Task Statements_and_errors_are_as_documented()
    {
        using var place = await FilledAsync();
        await MatchesAsync(place, "StatementAnswer", (await place.RunAsync("SHOW MODEL m")).Body);
        var run = await place.BeginForestAsync();
        await MatchesAsync(place, "StatementAnswer", (await place.GetAsync(run)).Body);
        await MatchesAsync(place, "StatementAnswer", (await place.SendAsync(HttpMethod.Put, run + "/training?wait=60", ColumnStreamWriter.Rides(100).End(100).Content())).Body);
        await MatchesAsync(place, "StatementAnswer", (await place.SendAsync(HttpMethod.Post, run + "/confirm")).Body);
        await MatchesAsync(place, "Problem", (await place.GetAsync("/v1/databases/local/models/public.m/forecast")).Body);
        await MatchesAsync(place, "Problem", (await place.RunAsync("SHOW MODLE")).Body);
        await MatchesAsync(place, "Problem", (await place.GetAsync("/v1/databases/local/models/public.x")).Body);
    }

    static async Task<RegistryPlace> FilledAsync()
    {
        var place = new RegistryPlace();
        await place.DoneAsync(RegistryPlace.FromFile("m"));
        await place.DoneAsync("CREATE ENDPOINT 'e' FOR MODEL m");
        await place.DoneAsync("CREATE ENDPOINT 'far' URL 'https://host.example/v2' PROTOCOL OIP");
        await place.DoneAsync("GRANT EXECUTE ON MODEL m TO ann");
        return place;
    }

    static async Task MatchesAsync(RegistryPlace place, string schema, JsonElement answer)
    {
        var check = new SchemaCheck(await DocumentAsync(place.Client));
        Assert.Empty(check.Run(check.Resolve($"#/components/schemas/{schema}"), answer, schema));
    }

    static void Walk(JsonElement node, string place, Action<string, JsonElement> visit)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            visit(place, node);
            foreach (var member in node.EnumerateObject())
                Walk(member.Value, $"{place}/{member.Name}", visit);
        }
        else if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
                Walk(item, place, visit);
        }
    }
}
