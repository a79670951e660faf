using System.Net;
using System.Text.Json;

namespace SqlInference.Server.Tests.OpenInference;

public sealed class OpenInferenceTests(OpenInferencePlace place) : IClassFixture<OpenInferencePlace>
{
    const string Row = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},{"name":"y","shape":[1],"datatype":"FP32","data":[2]},{"name":"z","shape":[1],"datatype":"FP32","data":[3]}]}""";

    [Fact]
    public async Task A_row_of_JSON_is_answered_in_JSON()
    {
        var answer = await place.InferAsync("linear", Row.Insert(1, "\"id\":\"a\\u0042\\\"\","));

        Assert.Equal("""{"model_name":"local.public.linear","model_version":"1","id":"a\u0042\"","outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"data":[4.75]}]}""", answer.Text);
    }

    [Fact]
    public async Task Tensors_come_in_any_order_of_any_number_type_flat_or_nested_JSON_or_binary()
    {
        var z = Tensors.Binary("z", "FP64", "[2]", 16);
        var x = Tensors.Binary("x", "INT8", "[2,1]", 2);
        var answer = await place.InferAsync("linear", $$$"""{"inputs":[{{{x}}},{{{z}}},{"data":[[2],[0.5]],"shape":[2,1],"name":"\u0079","datatype":"FP16"}],"extra":{"a":[1]}}""",
            Tensors.Of<sbyte>(1, -2), Tensors.Of(3.0, 0));

        Assert.Equal("[4.75,-0.875]", Data(answer, "prediction"));
    }

    [Theory]
    [InlineData("linear", "FP64", "4.75")]
    [InlineData("cents", "FP64", "4.75")]
    [InlineData("whole", "INT32", "5")]
    public async Task The_answer_has_the_type_that_the_function_returns(string model, string datatype, string value) =>
        Assert.Equal($$"""{"name":"prediction","datatype":"{{datatype}}","shape":[1],"data":[{{value}}]}""", (await place.InferAsync(model, Row)).Output("prediction"));

    [Fact]
    public async Task Binary_answers_stand_behind_the_JSON()
    {
        var answer = await place.InferAsync("linear", Row.Insert(1, """ "parameters":{"binary_data_output":true,"other":{}}, """));

        Assert.Equal("""{"name":"prediction","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}}""", answer.Output("prediction"));
        Assert.Equal([4.75], answer.Values<double>("prediction"));
        Assert.Equal(answer.Response.Content.Headers.ContentLength, answer.Text.Length + 8);
    }

    [Fact]
    public async Task Every_output_is_asked_for_by_name_and_says_for_itself_whether_it_is_binary()
    {
        var answer = await place.InferAsync("two", """
            {"parameters":{"binary_data_output":true},"inputs":[{"name":"a","shape":[2],"datatype":"FP32","data":[-2,3]}],
            "outputs":[{"name":"negative"},{"name":"prediction","parameters":{"binary_data":false}},{"name":"prediction.valid"}]}
            """);

        Assert.Equal([2f, -3f], answer.Values<float>("negative"));
        Assert.Equal("[2,3]", Data(answer, "prediction"));
        Assert.Equal([1, 1], answer.Values<byte>("prediction.valid"));
    }

    [Fact]
    public async Task Text_goes_both_ways_in_both_forms()
    {
        var json = await place.InferAsync("label", """{"inputs":[{"name":"word","shape":[3],"datatype":"BYTES","data":["hello","gr\u00fc\u00df",""]}]}""");
        Assert.Equal("""["en","de","unknown"]""", Data(json, "prediction"));

        var texts = Tensors.Texts("hello", "grüß", "");
        var binary = await place.InferAsync("label",
            $$$"""{"inputs":[{{{Tensors.Binary("word", "BYTES", "[3]", texts.Length)}}}],"outputs":[{"name":"prediction","parameters":{"binary_data":true}}]}""", texts);
        Assert.Equal(["en", "de", "unknown"], binary.Texts("prediction"));
    }

    [Fact]
    public async Task Lists_have_rank_2_and_may_have_any_name()
    {
        var answer = await place.InferAsync("lists", """{"inputs":[{"name":"features","shape":[2,2],"datatype":"FP64","data":[[1,1],[2,0]]}]}""");

        Assert.Equal("""{"name":"prediction","datatype":"FP32","shape":[2,4],"data":[11,22,33,44,2,4,6,8]}""", answer.Output("prediction"));
    }

    [Fact]
    public async Task One_tensor_of_any_name_holds_all_features_in_the_order_of_the_parameters()
    {
        var features = Tensors.Binary("x", "FP64", "[2,3]", 48);
        var answer = await place.InferAsync("linear", $$"""{"inputs":[{{features}}]}""", Tensors.Of(1.0, 2, 3, 0, 0, 0));

        Assert.Equal("[4.75,0.75]", Data(answer, "prediction"));
    }

    [Fact]
    public async Task Booleans_and_moments_have_their_own_types()
    {
        var flags = await place.InferAsync("flags", """{"inputs":[{"name":"a","shape":[2],"datatype":"BOOL","data":[true,false]},{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]}]}""");
        Assert.Equal("[2,0]", Data(flags, "prediction"));

        var moments = await place.InferAsync("moments", """{"inputs":[{"name":"t","shape":[1],"datatype":"INT64","data":[1000000]}]}""");
        Assert.Equal("[-1000000]", Data(moments, "prediction"));
    }

    [Fact]
    public async Task NULL_in_gives_NULL_out_and_a_tensor_that_says_so()
    {
        var json = await place.InferAsync("two", """{"inputs":[{"name":"a","shape":[3],"datatype":"FP32","data":[1,null,3]}]}""");
        Assert.Equal("""{"name":"prediction.valid","datatype":"BOOL","shape":[3],"data":[true,false,true]}""", json.Output("prediction.valid"));
        Assert.Equal("[1,null,3]", Data(json, "prediction"));
        Assert.False(json.Json.TryGetProperty("parameters", out _));

        var binary = await place.InferAsync("two",
            $$$"""{"parameters":{"binary_data_output":true},"inputs":[{{{Tensors.Binary("a.valid", "BOOL", "[70]", 70)}}},{{{Tensors.Binary("a", "FP32", "[70]", 280)}}}]}""",
            [.. Enumerable.Range(0, 70).Select(row => (byte)(row == 69 ? 0 : 1))], Tensors.Of([.. Enumerable.Range(0, 70).Select(row => (float)row)]));
        Assert.Equal([68, 0], binary.Values<float>("prediction")[68..]);
        Assert.Equal([1, 0], binary.Values<byte>("prediction.valid")[68..]);
    }

    [Fact]
    public async Task Rows_that_the_model_refuses_are_counted()
    {
        var answer = await place.InferAsync("lookup", """{"inputs":[{"name":"a","shape":[4],"datatype":"INT32","data":[0,99,null,2]}]}""");

        Assert.Equal("[true,false,false,true]", Data(answer, "prediction.valid"));
        Assert.Equal(1, answer.Json.GetProperty("parameters").GetProperty("refused_rows").GetInt32());
    }

    [Fact]
    public async Task No_rows_are_answered_with_no_rows() => Assert.Equal("[]",
        Data(await place.InferAsync("two", """{"inputs":[{"name":"a","shape":[0],"datatype":"FP32","data":[]}]}"""), "prediction"));

    [Fact]
    public async Task Metadata_say_what_a_model_takes_and_gives()
    {
        Assert.Equal(
            """{"name":"local.public.pair","versions":["1"],"platform":"sqlinference","inputs":[{"name":"a","datatype":"BYTES","shape":[-1],"parameters":{"accepts_null":false}},{"name":"b","datatype":"BYTES","shape":[-1],"parameters":{"accepts_null":false}}],"outputs":[{"name":"prediction","datatype":"INT64","shape":[-1]}]}""",
            await place.Client.GetStringAsync("/v2/models/local.public.pair"));
        Assert.Equal("""{"name":"local.public.pair","ready":true}""", await place.Client.GetStringAsync("/v2/models/local.public.pair/versions/1/ready"));
        Assert.Equal("sqlinference", (await place.GetAsync("/v2")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Statistics_count_the_rows_of_each_model()
    {
        await place.InferAsync("moments", """{"inputs":[{"name":"t","shape":[2],"datatype":"INT64","data":[1,2]}]}""");

        var one = (await place.GetAsync("/v2/models/local.public.moments/versions/1/stats")).GetProperty("model_stats")[0];
        Assert.True(one.GetProperty("inference_count").GetInt64() >= 2);
        Assert.True(one.GetProperty("inference_stats").GetProperty("compute_infer").GetProperty("count").GetInt64() >= 1);
        var all = (await place.GetAsync("/v2/models/stats")).GetProperty("model_stats").EnumerateArray().Select(model => model.GetProperty("name").GetString());
        Assert.Contains("local.public.dotted%2Ename", all);
    }

    [Fact]
    public async Task A_dot_within_a_name_is_told_from_those_between_names()
    {
        using var found = await place.Client.GetAsync(AsWritten("/v2/models/local.public.dotted%2Ename"));
        using var kept = await place.Client.GetAsync("/v2/models/local.public.dotted=2Ename");
        using var absent = await place.Client.GetAsync("/v2/models/local.public.dotted.name");

        Assert.Equal("local.public.dotted%2Ename", JsonDocument.Parse(await found.Content.ReadAsStringAsync()).RootElement.GetProperty("name").GetString());
        Assert.Equal(await found.Content.ReadAsStringAsync(), await kept.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.StartsWith("There is no model 'local.public.dotted.name', or it is not for you to see.", await ErrorOf(absent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/models/local.public.nothing", "There is no model 'local.public.nothing', or it is not for you to see. Its owner can run GRANT EXECUTE ON MODEL … TO you.")]
    [InlineData("/v2/models/local.public.linear/versions/7", "Model public.linear has no version 7 that can answer. Its current version is 1.")]
    [InlineData("/v2/models/local.public.linear/versions/one/ready", "Model public.linear has no version 'one' that can answer. Its current version is 1.")]
    [InlineData("/v2/models/local.public.nothing/versions/one", "There is no model 'local.public.nothing', or it is not for you to see. Its owner can run GRANT EXECUTE ON MODEL … TO you.")]
    [InlineData("/v2/m%6Fdels/local.public.linear", "There is nothing at /v2/models/local.public.linear. Write the path as /v2/models/MODEL.")]
    public async Task What_is_not_there_is_not_found(string path, string error)
    {
        using var answer = await place.Client.GetAsync(AsWritten(path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(error, await ErrorOf(answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/local.public.linear/infer") { Content = new ByteArrayContent(new byte[2 << 20]) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var answer = await place.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("The request's body is larger than the service takes. Send fewer rows at once, or raise the setting max_request_bytes.", await ErrorOf(answer));
        Assert.Equal("[4.75]", Data(await place.InferAsync("linear", Row), "prediction"));
    }

    [Fact]
    public async Task A_chunked_body_is_read_like_any_other()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/local.public.linear/infer") { Content = new StringContent(Row) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await place.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_not_read()
    {
        using var content = new StringContent(Row);
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await place.Client.PostAsync("/v2/models/local.public.linear/infer", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("The request's Content-Encoding is 'gzip', which is not read here. Send the body as it is.", await ErrorOf(answer));
    }

    [Fact]
    public async Task Answers_larger_than_any_buffer_arrive_whole()
    {
        const int Rows = 60_000;
        var values = Enumerable.Range(0, Rows).Select(row => (float)row).ToArray();
        var answer = await place.InferAsync("lists",
            $$$"""{"parameters":{"binary_data_output":true},"inputs":[{{{Tensors.Binary("x", "FP32", $"[{Rows / 2},2]", Rows * 4)}}}]}""", Tensors.Of(values));

        var lists = answer.Values<float>("prediction");
        Assert.Equal(Rows / 2 * 4, lists.Length);
        Assert.Equal(values[^2] * 1 + values[^1] * 10, lists[^4]);
    }

    // Uri would decode what need not be encoded.
    Uri AsWritten(string path) => new($"{place.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    static string Data(InferenceAnswer answer, string output) => JsonDocument.Parse(answer.Output(output)).RootElement.GetProperty("data").GetRawText();

    static async Task<string> ErrorOf(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;
}
