using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Tests;

public sealed class AccessTests : IAsyncDisposable
{
    static readonly ServerOptions WithTokens = new() { Listen = [ServerPlace.Loopback], RequireTokens = true };

    readonly ServerPlace _place = new();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Health_is_open_to_all_and_nothing_else()
    {
        await ModelAsync(WithTokens);

        Assert.Equal(HttpStatusCode.OK, (await _place.Client.GetAsync("/v2/health/ready")).StatusCode);
        using var answer = await _place.Client.GetAsync("/v2/models/local.public.m");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("SI601", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("sqi_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_token_that_is_none_lets_nobody_in(string token)
    {
        await ModelAsync(WithTokens);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/models/local.public.m");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _place.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_model_is_there_for_its_owner_for_admins_and_for_those_it_was_granted_to()
    {
        await ModelAsync(WithTokens);
        _place.Service.Catalog.Grants.GrantExecute([new("local", "public", "m")], [new(GranteeKind.User, "granted"), new(GranteeKind.Role, "analysts")], false, "admin");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("admin", AccessRole.Admin)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token(Environment.UserName, AccessRole.Create)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("granted", AccessRole.Execute)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("anna", AccessRole.Execute, roles: ["analysts"])));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Token("stranger", AccessRole.Execute)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Token("elsewhere", AccessRole.Admin, database: "another")));
    }

    [Fact]
    public async Task A_model_that_is_not_for_one_answers_like_one_that_is_not_there()
    {
        await ModelAsync(WithTokens);
        var stranger = Token("stranger", AccessRole.Execute);

        var forbidden = await BodyAsync(stranger, "local.public.m");
        var missing = await BodyAsync(stranger, "local.public.n");

        Assert.Equal(missing.Replace("public.n", "public.m", StringComparison.Ordinal), forbidden);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_from_then_on()
    {
        await ModelAsync(WithTokens);
        var token = Token("granted", AccessRole.Admin);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));

        _place.Service.Catalog.Tokens.Revoke("granted", "admin");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
    }

    [Fact]
    public async Task An_adapter_speaks_for_the_user_it_names_and_has_to_name_one()
    {
        await ModelAsync(WithTokens);
        _place.Service.Catalog.Grants.GrantExecute([new("local", "public", "m")], [new(GranteeKind.User, "zoë"), new(GranteeKind.Role, "data, science")], false, "admin");
        var adapter = Token("postgres", AccessRole.Adapter, database: "local");

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(adapter));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(adapter, ("X-SqlInference-User", "zo%C3%AB")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(adapter, ("X-SqlInference-User", "anna")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(adapter, ("X-SqlInference-User", "anna"), ("X-SqlInference-Roles", "other,data%2C%20science")));
    }

    [Fact]
    public async Task Nobody_else_speaks_for_others()
    {
        await ModelAsync(WithTokens);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Token("admin", AccessRole.Admin), ("X-SqlInference-User", "anna")));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost:1", HttpStatusCode.OK)]
    [InlineData("Host", "[::1]", HttpStatusCode.OK)]
    public async Task Without_tokens_web_pages_get_nothing(string header, string value, HttpStatusCode status)
    {
        await ModelAsync(new() { Listen = [ServerPlace.Loopback] });

        Assert.Equal(status, await StatusAsync(null, (header, value)));
    }

    async Task ModelAsync(ServerOptions options) => await _place.Sql(
        $"CREATE MODEL m FROM '{ServerPlace.Onnx("linear")}' FUNCTION f(real, real, real) RETURNS real").StartAsync(options);

    string Token(string name, AccessRole role, string? database = null, params string[] roles) =>
        _place.Service.Catalog.Tokens.Create(new() { Name = name, Role = role, Database = database, Roles = roles, Actor = "test" }).Text;

    async Task<HttpStatusCode> StatusAsync(string? token, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(token, "local.public.m", headers);
        return answer.StatusCode;
    }

    async Task<string> BodyAsync(string token, string model)
    {
        using var answer = await SendAsync(token, model);
        return await answer.Content.ReadAsStringAsync();
    }

    async Task<HttpResponseMessage> SendAsync(string? token, string model, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/models/{model}");
        if (token != null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _place.Client.SendAsync(request);
    }
}
