using System.Net;
using System.Text.Json;

namespace SqlInference.Server.Tests.SageMaker;

public sealed class InvocationErrorTests(SageMakerPlace place) : IClassFixture<SageMakerPlace>
{
    const string Csv = "text/csv";
    const string Json = "application/json";

    [Theory]
    [InlineData(Csv, "1,2", "Row 1 has 2 fields; model public.linear takes 3: a, b, c. Send the function's parameters, in their order.")]
    [InlineData(Csv, "1,2,3\n1,2,3,4,5", "Row 2 has 5 fields; model public.linear takes 3: a, b, c. Send the function's parameters, in their order.")]
    [InlineData(Csv, "1,2,3\n1,many,3", "Row 2, column 'b' (real): 'many' is not a number.")]
    [InlineData(Csv, "1,2,NaN", "Row 1, column 'c' (real): 'NaN' is not a finite number.")]
    [InlineData(Csv, "1,2,\"3", "Row 1 is not CSV: the text ends within quotes. RFC 4180 says how quotes are written: a quote within quotes is doubled.")]
    [InlineData(Csv, "1,2,\"3\"x", "Row 1 is not CSV: something stands between a closing quote and the next comma. RFC 4180 says how quotes are written: a quote within quotes is doubled.")]
    [InlineData(Csv, "a,b,c\n1,2,3", "Row 1, column 'a' (real): 'a' is not a number.")]
    [InlineData(Csv, "1,2,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "Row 1, column 'c' (real): a text of 55 bytes is not a number.")]
    [InlineData(Csv, "", "The request has no rows. Send at least one.")]
    [InlineData(Json, """{"instances":[]}""", "The request has no rows. Send at least one.")]
    [InlineData(Json, """{"instances":[{"features":[1,2]}]}""", "Row 1 has 2 fields; model public.linear takes 3: a, b, c. Send the function's parameters, in their order.")]
    [InlineData(Json, """{"instances":[{"features":[1,"2",3]}]}""", "Row 1, column 'b' (real): a text stands where a number belongs.")]
    [InlineData(Json, """{"instances":[{"features":[1,[2],3]}]}""", "Row 1, column 'b' (real): a list stands where a number belongs.")]
    [InlineData(Json, """{"instances":[{"features":[1,2,true]}]}""", "Row 1, column 'c' (real): true or false stands where a number belongs.")]
    [InlineData(Json, """{"instances":{}}""", "\"instances\" is not a list. Send {\"instances\": [{\"features\": […]}]}, or one {\"features\": […]} per line as application/jsonlines.")]
    [InlineData(Json, """{"instances":[{"x":1}]}""", "Row 1 has no list of features. Send {\"instances\": [{\"features\": […]}]}, or one {\"features\": […]} per line as application/jsonlines.")]
    [InlineData(Json, """{"instances":[{"features":[1,2,3],"features":[1,2,3]}]}""", "Row 1 gives its features twice.")]
    [InlineData(Json, """{"instances":[{"data":{"features":{"keys":[3],"shape":[3],"values":[1]}}}]}""", "Row 1: a key is not a position from 0 to 2.")]
    [InlineData(Json, """{"instances":[{"data":{"features":{"keys":[1],"shape":[3],"values":[1,2]}}}]}""", "Row 1 has not as many keys as values.")]
    public async Task Rows_that_the_model_cannot_take_are_a_model_error(string type, string body, string message) =>
        await RefusedAsync(await place.InvokeAsync("linear", type, body), 424, "ModelError", message, 400);

    [Fact]
    public async Task A_body_that_is_not_json_is_a_model_error_that_says_where()
    {
        using var answer = await place.InvokeAsync("linear", Json, """{"instances":[[1,2,3]}""");
        var error = await ErrorAsync(answer);

        Assert.Equal("ModelError", Type(answer));
        Assert.StartsWith("The body is not JSON: ", error.GetProperty("OriginalMessage").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lookup", "1.5", "Row 1, column 'place' (bigint): '1.5' does not fit.")]
    [InlineData("lookup", "9223372036854775808", "Row 1, column 'place' (bigint): '9223372036854775808' does not fit.")]
    [InlineData("forest", "yesterday,3", "Row 1, column 'moment' (timestamp): 'yesterday' is not a moment such as 2013-12-02 21:15:00.")]
    [InlineData("forest", "2013-12-02 21:15:00,three", "Row 1, column 'rides' (int): 'three' is not a whole number.")]
    public async Task Values_are_checked_by_the_type_of_their_column(string endpoint, string body, string message) =>
        await RefusedAsync(await place.InvokeAsync(endpoint, Csv, body), 424, "ModelError", message, 400);

    [Fact]
    public async Task What_the_model_itself_refuses_is_a_model_error()
    {
        using var answer = await place.InvokeAsync("lookup", Csv, "7");

        Assert.Equal((HttpStatusCode)424, answer.StatusCode);
        Assert.Equal("ModelError", Type(answer));
        Assert.Equal("", (await ErrorAsync(answer)).GetProperty("LogStreamArn").GetString());
    }

    [Theory]
    [InlineData("image/png", null, "The body's type 'image/png' is not known. text/csv, application/json and application/jsonlines are spoken here.")]
    [InlineData("text/csv; charset=utf-16", null, "The body is in utf-16. Send UTF-8.")]
    [InlineData("text/csv", "image/png", "None of 'image/png' can be answered. text/csv, application/json and application/jsonlines are spoken here.")]
    [InlineData("text/csv", "text/csv;q=0", "None of 'text/csv;q=0' can be answered. text/csv, application/json and application/jsonlines are spoken here.")]
    public async Task Formats_that_are_not_spoken_are_a_model_error_of_415(string type, string? accept, string message) =>
        await RefusedAsync(await place.InvokeAsync("linear", type, "1,2,3", accept is null ? [] : [$"Accept: {accept}"]), 424, "ModelError", message, 415);

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_a_validation_error() =>
        await RefusedAsync(await place.InvokeAsync("nothing", Csv, "1"), 400, "ValidationError",
            "There is no endpoint 'nothing', or it is not for you to call. SHOW ENDPOINT lists them; CREATE ENDPOINT … FOR MODEL makes one.");

    [Theory]
    [InlineData("X-Amzn-SageMaker-Target-Variant: blue", "There is no variant 'blue'. The variants are AllTraffic and version-N, where N is a version of the model.")]
    [InlineData("X-Amzn-SageMaker-Target-Variant: version-9", "Endpoint 'linear' has no version 9 that can answer.")]
    [InlineData("X-Amzn-SageMaker-Target-Model: other", "There is no model 'other' behind endpoint 'linear', or it is not for you to call.")]
    [InlineData("X-Amzn-SageMaker-Target-Container-Hostname: second", "The header X-Amzn-SageMaker-Target-Container-Hostname asks for what endpoints here do not have. Leave it out.")]
    [InlineData("X-Amzn-SageMaker-Inference-Id: 12345678901234567890123456789012345678901234567890123456789012345", "The header X-Amzn-SageMaker-Inference-Id is not 1 to 64 printable ASCII characters.")]
    public async Task Headers_that_ask_for_what_is_not_there_are_a_validation_error(string header, string message) =>
        await RefusedAsync(await place.InvokeAsync("linear", Csv, "1,2,3", header), 400, "ValidationError", message);

    [Fact]
    public async Task Two_headers_that_ask_for_different_versions_are_a_validation_error() =>
        await RefusedAsync(await place.InvokeAsync("linear", Csv, "1,2,3", "X-Amzn-SageMaker-Target-Variant: version-1", "X-Amzn-SageMaker-Target-Model: 2"), 400, "ValidationError",
            "X-Amzn-SageMaker-Target-Model asks for version 2, X-Amzn-SageMaker-Target-Variant for another. Give one of them.");

    [Fact]
    public async Task A_body_beyond_six_megabytes_is_refused_and_one_up_to_it_is_not()
    {
        var row = "1,2,3\n"u8.ToArray();
        var most = Enumerable.Repeat(row, 6_291_456 / row.Length).SelectMany(bytes => bytes).ToArray();

        await RefusedAsync(await place.InvokeAsync("linear", Csv, [.. most, .. row]), 413, "ValidationError",
            "The request's body is larger than the 6291456 bytes that are taken here. Send fewer rows at once.");
        using var answer = await place.InvokeAsync("linear", Csv, most, "Accept: text/csv");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1_048_576 * "4.75\n".Length, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    static async Task RefusedAsync(HttpResponseMessage answer, int status, string type, string message, int? original = null)
    {
        using (answer)
        {
            var error = await ErrorAsync(answer);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(type, Type(answer));
            Assert.True(answer.Headers.Contains("x-amzn-RequestId"));
            Assert.Equal(message, error.GetProperty(original is null ? "message" : "OriginalMessage").GetString());
            if (original is not null)
                Assert.Equal(original, error.GetProperty("OriginalStatusCode").GetInt32());
        }
    }

    static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    static string Type(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("x-amzn-ErrorType"));
}
