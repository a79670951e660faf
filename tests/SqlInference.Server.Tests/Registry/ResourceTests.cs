using System.Net;
using System.Text.Json;

namespace SqlInference.Server.Tests.Registry;

public sealed class ResourceTests : IAsyncLifetime, IDisposable
{
    readonly RegistryPlace _place = new();

    public async Task InitializeAsync()
    {
        await _place.DoneAsync(RegistryPlace.FromFile("m"));
        await _place.DoneAsync($"CREATE MODEL \"a.b\".\"ü/x\" FROM '{ServerPlace.Onnx("linear")}' FUNCTION g(a real, b real, c real) RETURNS real IAM_ROLE 'arn:aws:iam::123456789012:role/r' SETTINGS (MAX_BATCH_ROWS 10)");
        await _place.DoneAsync("CREATE ENDPOINT 'hosted' FOR MODEL m");
        await _place.DoneAsync("CREATE ENDPOINT 'far' URL 'https://host.example/v2' PROTOCOL OIP CREDENTIAL 'vault-entry'");
        await _place.DoneAsync("GRANT EXECUTE ON MODEL \"a.b\".\"ü/x\" TO ann WITH GRANT OPTION");
        await _place.DoneAsync("GRANT CREATE MODEL TO bob");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _place.Dispose();

    async Task<JsonElement> GetAsync(string path, string? caller = null)
    {
        var (status, body) = await _place.GetAsync(path, caller);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    static string Names(JsonElement list, string property = "wire_name") => string.Join(' ', list.EnumerateArray().Select(item => item.GetProperty(property).GetString()));

    [Fact]
    public async Task Databases_are_those_with_models_that_the_caller_may_see()
    {
        Assert.Equal("""{"databases":[{"name":"local","models":2}]}""", (await GetAsync("/v1/databases")).ToString());
        Assert.Equal("""{"databases":[{"name":"local","models":1}]}""", (await GetAsync("/v1/databases", "ann")).ToString());
        Assert.Equal("""{"databases":[]}""", (await GetAsync("/v1/databases", "eve")).ToString());
    }

    [Fact]
    public async Task Models_come_in_pages_and_as_the_caller_may_see_them()
    {
        Assert.Equal("local.a%2Eb.%C3%BC%2Fx local.public.m", Names((await GetAsync("/v1/databases/local/models")).GetProperty("models")));
        Assert.Equal("local.a%2Eb.%C3%BC%2Fx", Names((await GetAsync("/v1/databases/local/models", "ann")).GetProperty("models")));

        var first = await GetAsync("/v1/databases/local/models?limit=1");
        Assert.Equal("local.a%2Eb.%C3%BC%2Fx", Names(first.GetProperty("models")));
        var second = await GetAsync("/v1/databases/local/models?limit=1&after=" + Uri.EscapeDataString(first.GetProperty("next").GetString()!));
        Assert.Equal("local.public.m", Names(second.GetProperty("models")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        await RegistryPlace.RefusedAsync(HttpStatusCode.BadRequest, "SI602", "limit is '0'; it has to be a whole number from 1 to 1000.", _place.GetAsync("/v1/databases/local/models?limit=0"));
    }

    [Fact]
    public async Task A_model_tells_its_function_and_keeps_its_owners_settings_to_the_owner()
    {
        var model = await GetAsync("/v1/databases/local/models/a%2Eb.%C3%BC%2Fx");
        Assert.Equal(model.ToString(), (await GetAsync("/v1/databases/=6Cocal/models/a=2Eb.=C3=BC=2Fx")).ToString());
        Assert.Equal(("ü/x", "ready", "local", 1), (model.GetProperty("name").GetString(), model.GetProperty("state").GetString(), model.GetProperty("kind").GetString(), model.GetProperty("current_version").GetInt32()));
        Assert.Equal("""{"schema":"a.b","name":"g","parameters":[{"name":"a","type":"real"},{"name":"b","type":"real"},{"name":"c","type":"real"}],"returns":"real"}""", model.GetProperty("function").ToString());
        Assert.Equal("IAM_ROLE MAX_BATCH_ROWS", Names(model.GetProperty("settings"), "name"));

        Assert.Equal("MAX_BATCH_ROWS", Names((await GetAsync("/v1/databases/local/models/a%2Eb.%C3%BC%2Fx", "ann")).GetProperty("settings"), "name"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/versions")]
    [InlineData("/explanation")]
    [InlineData("/statistics")]
    public async Task A_hidden_model_and_one_that_never_was_get_the_same_answer(string what)
    {
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model public.m in database local.", _place.GetAsync("/v1/databases/local/models/public.m" + what, "ann"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model public.n in database local.", _place.GetAsync("/v1/databases/local/models/public.n" + what, "ann"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI101", "There is no model 'm' in database local.", _place.GetAsync("/v1/databases/local/models/m" + what));
    }

    [Fact]
    public async Task Versions_are_listed_oldest_first()
    {
        await _place.DoneAsync(RegistryPlace.FromFile("m").Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal));
        var versions = (await GetAsync("/v1/databases/local/models/public.m/versions")).GetProperty("versions");

        Assert.Equal("retired ready", Names(versions, "state"));
        Assert.Equal("root root", Names(versions, "created_by"));
    }

    [Fact]
    public async Task Endpoints_are_as_hidden_as_their_models_and_never_tell_secrets()
    {
        var all = (await GetAsync("/v1/endpoints")).GetProperty("endpoints");
        Assert.Equal("far hosted", Names(all, "name"));
        Assert.Equal(("https://host.example/v2", "vault-entry"), (all[0].GetProperty("url").GetString(), all[0].GetProperty("credential").GetString()));
        Assert.Equal("local.public.m", all[1].GetProperty("model").GetString());

        var anns = (await GetAsync("/v1/endpoints", "ann")).GetProperty("endpoints");
        Assert.Equal("far", Names(anns, "name"));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (anns[0].GetProperty("url").ValueKind, anns[0].GetProperty("credential").ValueKind));
    }

    [Fact]
    public async Task Grants_are_shown_to_those_whom_they_concern()
    {
        Assert.Equal("bob ann", Names((await GetAsync("/v1/databases/local/grants")).GetProperty("grants"), "grantee"));
        var anns = (await GetAsync("/v1/databases/local/grants", "ann")).GetProperty("grants");
        Assert.Equal("ann", Names(anns, "grantee"));
        Assert.Equal(("execute", "local.a%2Eb.%C3%BC%2Fx", true), (anns[0].GetProperty("privilege").GetString(), anns[0].GetProperty("model").GetString(), anns[0].GetProperty("grant_option").GetBoolean()));
        Assert.Equal("", Names((await GetAsync("/v1/databases/local/grants", "eve")).GetProperty("grants"), "grantee"));
    }

    [Fact]
    public async Task Statistics_are_of_models_in_memory()
    {
        Assert.Equal("""{"statistics":[]}""", (await GetAsync("/v1/statistics")).ToString());
        var unloaded = await GetAsync("/v1/databases/local/models/public.m/statistics");
        Assert.Equal((false, 0, JsonValueKind.Null), (unloaded.GetProperty("loaded").GetBoolean(), unloaded.GetProperty("requests").GetInt64(), unloaded.GetProperty("run").GetProperty("p99_ms").ValueKind));
    }

    [Fact]
    public async Task The_service_tells_its_version_and_age()
    {
        var service = await GetAsync("/v1/service", "eve");

        Assert.Matches("^[0-9]+\\.[0-9]+", service.GetProperty("version").GetString());
        Assert.InRange(service.GetProperty("uptime_seconds").GetDouble(), 0, 600);
        Assert.Equal("auto", service.GetProperty("device").GetString());
    }
}
