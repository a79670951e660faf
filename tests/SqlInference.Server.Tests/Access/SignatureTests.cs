namespace SqlInference.Server.Tests.Access;

public sealed class SignatureTests(SignedPlace place) : IClassFixture<SignedPlace>
{
    const string Invalid = "InvalidSignatureException", Incomplete = "IncompleteSignatureException";

    [Fact]
    public async Task A_request_signed_with_a_known_key_is_its_owners() =>
        Assert.Equal((200, null, """{"predictions":[{"score":4.75}]}"""), await place.SendAsync());

    [Theory]
    [InlineData(-299, 200)]
    [InlineData(299, 200)]
    [InlineData(-301, 403)]
    [InlineData(301, 403)]
    public async Task A_signature_holds_for_five_minutes_either_way(int secondsLate, int status) =>
        Assert.Equal(status, (await place.SendAsync(late: TimeSpan.FromSeconds(secondsLate))).Status);

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_key_are_told_alike()
    {
        var wrong = await place.SendAsync(secret: "wrong");
        var unknown = await place.SendAsync(id: "SQIANOBODYSKEYNUMBER");

        Assert.Equal((403, Invalid), (wrong.Status, wrong.Error));
        Assert.Equal(wrong, unknown);
    }

    [Fact]
    public async Task What_was_changed_on_the_way_is_noticed()
    {
        Assert.Equal((403, Invalid), Told(await place.SendAsync(afterwards: request => request.Content = Body("9,9,9"))));
        Assert.Equal((403, Invalid), Told(await place.SendAsync(afterwards: request => request.RequestUri = new("/endpoints/linear/invocations?more=1", UriKind.Relative))));
        Assert.Equal((403, Invalid), Told(await place.SendAsync(afterwards: request => request.Content!.Headers.ContentType = new("application/json"))));
        Assert.Equal((403, Incomplete), Told(await place.SendAsync(afterwards: request => request.Headers.Add("X-Amzn-SageMaker-Target-Model", "1"))));
    }

    [Fact]
    public async Task A_body_that_was_not_signed_is_refused() =>
        Assert.Equal((403, Incomplete), Told(await place.SendAsync(afterwards: request => request.Headers.Add("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"))));

    [Fact]
    public async Task A_signature_for_another_service_or_none_at_all_is_refused()
    {
        Assert.Equal((403, Invalid), Told(await place.SendAsync(service: "s3")));
        Assert.Equal((403, Incomplete), Told(await place.SendAsync(afterwards: request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=x");
        })));
        Assert.Equal((403, Incomplete), Told(await place.SendAsync(afterwards: request => request.Headers.Remove("X-Amz-Date"))));
    }

    static ByteArrayContent Body(string csv)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new("text/csv");
        return content;
    }

    static (int, string?) Told((int Status, string? Error, string Body) answer) => (answer.Status, answer.Error);
}
