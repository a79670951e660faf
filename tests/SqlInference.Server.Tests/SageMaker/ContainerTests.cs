using System.Net;
using System.Text;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Tests.SageMaker;

public sealed class ContainerTests
{
    static readonly string Models = $"""
        CREATE MODEL linear FROM '{ServerPlace.Onnx("linear")}' FUNCTION linear(a real, b real, c real) RETURNS real;
        CREATE MODEL stars FROM '{ServerPlace.Onnx("classifier-int")}' FUNCTION stars(a real, b real) RETURNS int;
        CREATE ENDPOINT 'linear' FOR MODEL linear;
        """;

    [Fact]
    public async Task A_container_answers_pings_and_invocations_of_its_only_endpoint()
    {
        await using var place = await new ServerPlace().Sql(Models).StartAsync();

        Assert.Equal("", await place.Client.GetStringAsync("/ping"));
        Assert.Equal((HttpStatusCode.OK, """{"predictions":[{"score":4.75}]}"""), await InvokeAsync(place, "1,2,3"));
    }

    [Fact]
    public async Task The_configured_model_answers_whatever_endpoints_there_are()
    {
        await using var place = await new ServerPlace().Sql(Models).StartAsync(
            new ServerOptions { Listen = [ServerPlace.Loopback], ContainerModel = "local.public.stars" });

        Assert.Equal((HttpStatusCode.OK, """{"predictions":[{"predicted_label":20}]}"""), await InvokeAsync(place, "2,1"));
    }

    [Fact]
    public async Task Of_several_endpoints_none_is_chosen()
    {
        await using var place = await new ServerPlace().Sql(Models + "CREATE ENDPOINT 'stars' FOR MODEL stars").StartAsync();

        var (status, body) = await InvokeAsync(place, "2,1");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("""{"message":"No model was chosen to answer /invocations. Name one with the setting container_model, or call an endpoint by POST /endpoints/NAME/invocations."}""", body);
    }

    [Fact]
    public async Task An_endpoint_of_another_service_says_that_it_leads_there()
    {
        await using var place = await new ServerPlace().StartAsync();
        place.AddFarEndpoint();

        using var answer = await place.Client.PostAsync("/endpoints/far/invocations", new StringContent("1"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("""{"message":"Endpoint 'far' leads to another service (CSV). Make a model for it, CREATE MODEL … SAGEMAKER 'far', and call that."}""",
            await answer.Content.ReadAsStringAsync());
    }

    static async Task<(HttpStatusCode, string)> InvokeAsync(ServerPlace place, string csv)
    {
        using var answer = await place.Client.PostAsync("/invocations", new StringContent(csv, Encoding.UTF8, "text/csv"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
