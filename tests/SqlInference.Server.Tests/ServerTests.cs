using System.Net;
using System.Text.Json;
using SqlInference.Catalog;

namespace SqlInference.Server.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task A_started_server_is_live_and_ready()
    {
        await using var place = await new ServerPlace().StartAsync();

        Assert.Equal("""{"live":true}""", await place.Client.GetStringAsync("/v2/health/live"));
        Assert.Equal("""{"ready":true}""", await place.Client.GetStringAsync("/v2/health/ready"));
    }

    [Fact]
    public async Task A_path_of_no_protocol_is_a_problem_that_names_it()
    {
        await using var place = await new ServerPlace().StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Add("X-Request-Id", "mine-1");
        using var answer = await place.Client.SendAsync(request);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("SI605", problem.GetProperty("code").GetString());
        Assert.Equal("There is nothing at /nowhere.", problem.GetProperty("detail").GetString());
        Assert.Equal("mine-1", problem.GetProperty("request_id").GetString());
        Assert.Equal("mine-1", Assert.Single(answer.Headers.GetValues("X-Request-Id")));
    }

    [Fact]
    public async Task Models_are_found_by_their_name_on_the_wire_until_they_change()
    {
        await using var place = await new ServerPlace().Sql(
            $"CREATE MODEL m FROM '{ServerPlace.Onnx("linear")}' FUNCTION f(real, real, real) RETURNS real").StartAsync();

        var model = place.Service.Published.Get("local.public.m");

        Assert.Equal("local.public.m", model.WireName);
        Assert.Equal(3, model.Scorer.Signature.Inputs.Count);
        Assert.Same(model, place.Service.Published.Get("local.public.m"));
        place.Service.Catalog.Grants.GrantExecute([model.Model.Name], [Grantee.Public], false, "ann");
        place.Service.Published.Forget();
        Assert.True(place.Service.Published.Get("local.public.m").Access.Includes(Principal.OfUser("bob")));
    }
}
