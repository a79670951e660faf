using System.Text.Json;
using System.Text.Json.Nodes;
using SqlInference.Server.Tests.SageMaker;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Clients;

public sealed class AwsClientTests(SageMakerPlace place) : IClassFixture<SageMakerPlace>
{
    Uri Url => place.Place.Address;

    [AwsClientsFact]
    public async Task Boto3_reads_every_format()
    {
        var answers = await BotoAsync(
            new { EndpointName = "forest", ContentType = "text/csv", Body = "2013-12-02 21:15:00, 75" },
            new { EndpointName = "linear", ContentType = "text/csv", Accept = "text/csv", Body = "1,2,3\n0,0,0" },
            new { EndpointName = "linear", ContentType = "application/json", Accept = "application/json", Body = """{"instances":[{"features":[1,2,3]}]}""" },
            new { EndpointName = "stars", ContentType = "application/jsonlines", Accept = "application/jsonlines", Body = """{"features":[2,1]}""" },
            new { EndpointName = "linear", Body = "1,2,3", CustomAttributes = "trace=7", InferenceId = "row-9", TargetVariant = "version-1" });

        Assert.True(JsonNode.Parse((string)answers[0]!["body"]!)!["scores"]![0]!["score"]!.GetValue<double>() > 0);
        Assert.Equal(("4.75\n0.75\n", "text/csv", "AllTraffic"), ((string?)answers[1]!["body"], (string?)answers[1]!["type"], (string?)answers[1]!["variant"]));
        Assert.Equal(("""{"predictions":[{"score":4.75}]}""", "application/json"), ((string?)answers[2]!["body"], (string?)answers[2]!["type"]));
        Assert.Equal(("{\"predicted_label\":20}\n", "application/jsonlines"), ((string?)answers[3]!["body"], (string?)answers[3]!["type"]));
        Assert.Equal(("trace=7", "row-9", "version-1"), ((string?)answers[4]!["attributes"], (string?)answers[4]!["id"], (string?)answers[4]!["variant"]));
    }

    [AwsClientsFact]
    public async Task Boto3_raises_its_own_exceptions()
    {
        var answers = await BotoAsync(
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,many,3" },
            new { EndpointName = "linear", ContentType = "image/png", Body = "1,2,3" },
            new { EndpointName = "nothing", ContentType = "text/csv", Body = "1" },
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3", TargetVariant = "blue" });

        Assert.Equal(("ModelError", 424, 400, ""), ((string?)answers[0]!["exception"], (int)answers[0]!["status"]!, (int)answers[0]!["original"]!, (string?)answers[0]!["log"]));
        Assert.Equal("Row 1, column 'b' (real): 'many' is not a number.", (string?)answers[0]!["original_message"]);
        Assert.Equal(("ModelError", 415), ((string?)answers[1]!["exception"], (int)answers[1]!["original"]!));
        Assert.Equal(("ValidationError", 400), ((string?)answers[2]!["exception"], (int)answers[2]!["status"]!));
        Assert.StartsWith("There is no endpoint 'nothing'", (string?)answers[2]!["message"], StringComparison.Ordinal);
        Assert.Equal("ValidationError", (string?)answers[3]!["exception"]);
    }

    [AwsClientsFact]
    public async Task The_aws_command_invokes_endpoints_and_says_what_is_wrong()
    {
        var good = await AwsClient.InvokeAsync(Url, "forest", "2013-12-02 21:15:00, 75", "--content-type", "text/csv");
        var bad = await AwsClient.InvokeAsync(Url, "linear", "1,many,3", "--content-type", "text/csv");

        Assert.True(good.Exit == 0, good.Printed);
        Assert.Equal("AllTraffic", (string?)JsonNode.Parse(good.Printed)!["InvokedProductionVariant"]);
        Assert.True(JsonDocument.Parse(good.Answer!).RootElement.GetProperty("scores")[0].GetProperty("score").GetDouble() > 0);
        Assert.Equal(254, bad.Exit);
        Assert.Contains("An error occurred (ModelError) when calling the InvokeEndpoint operation", bad.Printed, StringComparison.Ordinal);
        Assert.Contains("The model answered 400: Row 1, column 'b' (real): 'many' is not a number.", bad.Printed, StringComparison.Ordinal);
    }

    Task<JsonArray> BotoAsync(params object[] calls) => AwsClient.BotoAsync(Url, "fake", "fake", calls);
}
