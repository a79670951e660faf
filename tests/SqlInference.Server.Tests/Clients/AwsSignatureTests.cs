using System.Text.Json.Nodes;
using SqlInference.Server.Tests.Access;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Clients;

public sealed class AwsSignatureTests : IAsyncLifetime
{
    readonly SignedPlace _place = new();

    public Task InitializeAsync() => _place.InitializeAsync();

    public Task DisposeAsync() => _place.DisposeAsync();

    [AwsClientsFact]
    public async Task What_boto3_signs_is_verified()
    {
        var answers = await BotoAsync(
            new { EndpointName = "linear", ContentType = "text/csv", Accept = "text/csv", Body = "1,2,3", CustomAttributes = "a  b", TargetModel = "linear" },
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3", key = new { id = FixedSigningKeys.Id, secret = "wrong" } },
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3", key = new { id = "SQIANOBODYSKEYNUMBER", secret = FixedSigningKeys.Secret } });

        Assert.Equal("4.75\n", (string?)answers[0]!["body"]);
        Assert.Equal(("InvalidSignatureException", 403), ((string?)answers[1]!["code"], (int)answers[1]!["status"]!));
        Assert.Equal(answers[1]!.ToJsonString(), answers[2]!.ToJsonString());
    }

    [AwsClientsFact]
    public async Task What_is_not_for_the_keys_owner_is_as_if_it_were_not_there()
    {
        var answers = await BotoAsync(
            new { EndpointName = "hidden", ContentType = "text/csv", Body = "1,2,3" },
            new { EndpointName = "far", ContentType = "text/csv", Body = "1,2,3" },
            new { EndpointName = "no-such", ContentType = "text/csv", Body = "1,2,3" },
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3", TargetModel = "hidden" },
            new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3", TargetModel = "no-such" });

        Assert.Equal("ValidationError", (string?)answers[2]!["exception"]);
        Assert.Equal(Told(answers[2], "no-such"), Told(answers[0], "hidden"));
        Assert.Equal(Told(answers[2], "no-such"), Told(answers[1], "far"));
        Assert.Equal(Told(answers[4], "no-such"), Told(answers[3], "hidden"));
    }

    [AwsClientsFact]
    public async Task A_clock_that_is_wrong_is_told()
    {
        _place.Time.Advance(TimeSpan.FromMinutes(10));
        var answer = (await BotoAsync(new { EndpointName = "linear", ContentType = "text/csv", Body = "1,2,3" }))[0]!;

        Assert.Equal("InvalidSignatureException", (string?)answer["code"]);
        Assert.Contains("more than five minutes from now", (string?)answer["message"], StringComparison.Ordinal);
    }

    Task<JsonArray> BotoAsync(params object[] calls) => AwsClient.BotoAsync(_place.Place.Address, FixedSigningKeys.Id, FixedSigningKeys.Secret, calls);

    static string Told(JsonNode? answer, string name) => answer!.ToJsonString().Replace(name, "", StringComparison.Ordinal);
}
