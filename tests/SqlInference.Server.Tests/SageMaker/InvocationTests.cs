using System.Globalization;
using System.Text.Json;

namespace SqlInference.Server.Tests.SageMaker;

public sealed class InvocationTests(SageMakerPlace place) : IClassFixture<SageMakerPlace>
{
    const string Csv = "text/csv";
    const string Json = "application/json";
    const string JsonLines = "application/jsonlines";

    [Fact]
    public async Task The_pipeline_examples_payload_is_scored_by_the_forest()
    {
        var answer = await place.AnswerAsync("forest", Csv, "2013-12-02 21:15:00, 75");

        var score = JsonDocument.Parse(answer).RootElement.GetProperty("scores")[0].GetProperty("score").GetDouble();
        Assert.InRange(score, 0.1, 5);
        Assert.Equal($$"""{"scores":[{"score":{{Digits(score)}}}]}""", answer);
    }

    [Fact]
    public async Task A_forest_answers_alike_in_every_format()
    {
        var json = await place.AnswerAsync("forest", Csv, "2013-12-02 21:15:00, 75\n2013-12-02T21:20:00Z,500\n", "Accept: application/json");
        var scores = JsonDocument.Parse(json).RootElement.GetProperty("scores").EnumerateArray().Select(item => Digits(item.GetProperty("score").GetDouble())).ToArray();

        Assert.Equal(2, scores.Length);
        Assert.Equal($"{scores[0]}\n{scores[1]}\n", await place.AnswerAsync("forest", Csv, "2013-12-02 21:15:00,75\r\n2013-12-02 21:20:00,500", "Accept: text/csv"));
        Assert.Equal($"{{\"score\":{scores[0]}}}\n{{\"score\":{scores[1]}}}\n",
            await place.AnswerAsync("forest", JsonLines, "{\"features\":[\"2013-12-02 21:15:00\",75]}\n{\"features\":[\"2013-12-02 21:20:00\",500]}\n"));
        Assert.Equal(json, await place.AnswerAsync("forest", Json, """{"instances":[{"features":["2013-12-02 21:15:00",75]},["2013-12-02 21:20:00",500]]}"""));
    }

    [Theory]
    [InlineData("1,2,3", "4.75\n")]
    [InlineData(" 1 ,\t2 , 3\r\n0,0,0\r\n", "4.75\n0.75\n")]
    [InlineData("\uFEFF1,2,3\n\n1,,3\n", "4.75\n\n")]
    [InlineData("1e0,\"2\",+3", "4.75\n")]
    public async Task Csv_is_read_with_blanks_quotes_empty_lines_and_nulls(string body, string answer) =>
        Assert.Equal(answer, await place.AnswerAsync("linear", "text/csv; charset=utf-8", body, "Accept: text/csv"));

    [Theory]
    [InlineData("""{"instances":[{"features":[1,2,3]}]}""")]
    [InlineData("""{"instances":[[1,2,3]]}""")]
    [InlineData("""{"configuration":{"x":[1]},"instances":[{"id":7,"data":{"features":{"values":[1,2,3]}}}],"more":null}""")]
    [InlineData("""{"instances":[{"data":{"features":{"keys":[2,0,1],"shape":[3],"values":[3,1,2]}}}]}""")]
    [InlineData("""{"features":[1,2,3]}""")]
    [InlineData("[1,2,3]")]
    public async Task Json_instances_come_in_several_shapes(string body) =>
        Assert.Equal("""{"predictions":[{"score":4.75}]}""", await place.AnswerAsync("linear", Json, body));

    [Fact]
    public async Task Sparse_features_are_zero_where_they_are_not_given() =>
        Assert.Equal("""{"predictions":[{"score":6.75}]}""",
            await place.AnswerAsync("linear", Json, """{"instances":[{"data":{"features":{"keys":[2],"shape":[3],"values":[3]}}}]}"""));

    [Fact]
    public async Task A_classifier_answers_labels_and_where_asked_probabilities()
    {
        Assert.Equal("""{"predictions":[{"predicted_label":20},{"predicted_label":30}]}""", await place.AnswerAsync("stars", Csv, "2,1\n2,9"));
        Assert.Equal("{\"predicted_label\":20}\n", await place.AnswerAsync("stars", JsonLines, """{"features":[2,1]}"""));
        Assert.Equal("20\n30\n", await place.AnswerAsync("stars", Csv, "2,1\n2,9", "Accept: text/csv"));
        Assert.Equal("{\"predicted_label\":20,\"score\":0.6,\"probabilities\":[0.1,0.6,0.3],\"labels\":[\"10\",\"20\",\"30\"]}\n",
            await place.AnswerAsync("stars", JsonLines, """{"features":[2,1]}""", "Accept: application/jsonlines;verbose=true"));
        Assert.Equal("""{"predictions":[{"predicted_label":"middle"}]}""", await place.AnswerAsync("levels", Csv, "2,1"));
    }

    [Fact]
    public async Task Text_is_quoted_where_csv_needs_it_and_an_empty_field_is_null()
    {
        Assert.Equal("de\nen\n\nunknown\n", await place.AnswerAsync("language", Csv, "\"grüß\"\nhello\n\n\"\"\n", "Accept: text/csv"));
        Assert.Equal("""{"predictions":[{"predicted_label":"de"},{"predicted_label":null}]}""",
            await place.AnswerAsync("language", Json, """{"instances":[["gr\u00fc\u00df"],[null]]}"""));
    }

    [Fact]
    public async Task Answers_have_the_type_that_the_function_returns()
    {
        Assert.Equal("4.76\n", await place.AnswerAsync("cents", Csv, "1.01,2,3", "Accept: text/csv"));
        Assert.Equal("""{"predictions":[{"score":4.76}]}""", await place.AnswerAsync("cents", Csv, "1.01,2,3"));
    }

    [Fact]
    public async Task A_list_is_one_json_list_or_as_many_fields()
    {
        Assert.Equal("4.75\n", await place.AnswerAsync("wide", Csv, "1,2,3", "Accept: text/csv"));
        Assert.Equal("""{"predictions":[{"score":4.75},{"score":4.75},{"score":null}]}""",
            await place.AnswerAsync("wide", Json, """{"instances":[[1,2,3],[[1,2,3]],[[1,null,3]]]}"""));
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3", "4.75\n")]
    [InlineData("\"A\", B ,c\n1,2,3", "4.75\n")]
    [InlineData("first,second,third\n1,2,3", "4.75\n")]
    [InlineData("1,2,3\n0,0,0", "4.75\n0.75\n")]
    public async Task A_header_is_passed_over_where_the_endpoint_allows_one(string body, string answer) =>
        Assert.Equal(answer, await place.AnswerAsync("linear-header", Csv, body, "Accept: text/csv"));

    [Fact]
    public async Task Where_all_columns_are_text_only_their_names_are_a_header()
    {
        Assert.Equal("en\n", await place.AnswerAsync("language-header", Csv, "word\nhello", "Accept: text/csv"));
        Assert.Equal("unknown\nen\n", await place.AnswerAsync("language-header", Csv, "name\nhello", "Accept: text/csv"));
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("text/csv;q=0.5, application/jsonlines;q=0.9", "application/jsonlines")]
    [InlineData("image/png, text/csv;q=0.1", "text/csv")]
    [InlineData("text/csv, application/json", "text/csv")]
    [InlineData("APPLICATION/X-JSONLINES; charset=utf-8", "application/jsonlines")]
    public async Task The_answer_comes_in_the_format_that_is_liked_best(string? accept, string expected)
    {
        using var answer = await place.InvokeAsync("linear", Csv, "1,2,3", accept is null ? [] : [$"Accept: {accept}"]);

        Assert.Equal(expected, answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task An_endpoint_may_answer_the_algorithms_json_whatever_is_accepted() =>
        Assert.StartsWith("""{"scores":[{"score":""", await place.AnswerAsync("forest-json", Csv, "2013-12-02 21:15:00, 75", "Accept: text/csv"), StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_content_type_the_body_is_csv() =>
        Assert.Equal("""{"predictions":[{"score":4.75}]}""", await place.AnswerAsync("linear", null, "1,2,3"));

    [Fact]
    public async Task Attributes_the_variant_and_an_id_come_back()
    {
        using var answer = await place.InvokeAsync("linear", Csv, "1,2,3", "X-Amzn-SageMaker-Custom-Attributes: trace=7;a b", "X-Amzn-SageMaker-Inference-Id: row-9");

        Assert.Equal("trace=7;a b", Assert.Single(answer.Headers.GetValues("X-Amzn-SageMaker-Custom-Attributes")));
        Assert.Equal("AllTraffic", Assert.Single(answer.Headers.GetValues("x-Amzn-Invoked-Production-Variant")));
        Assert.Equal("row-9", Assert.Single(answer.Headers.GetValues("x-amzn-RequestId")));
    }

    [Theory]
    [InlineData("X-Amzn-SageMaker-Target-Variant: AllTraffic", "AllTraffic", "4.75\n")]
    [InlineData("X-Amzn-SageMaker-Target-Variant: version-1", "version-1", "4.75\n")]
    [InlineData("X-Amzn-SageMaker-Target-Model: 1", "version-1", "4.75\n")]
    [InlineData("X-Amzn-SageMaker-Target-Model: linear", "AllTraffic", "4.75\n")]
    [InlineData("X-Amzn-SageMaker-Target-Model: local.public.cents", "AllTraffic", "4.76\n")]
    public async Task Another_version_or_model_can_be_asked_for(string header, string variant, string prediction)
    {
        using var answer = await place.InvokeAsync("linear", Csv, prediction == "4.76\n" ? "1.01,2,3" : "1,2,3", header, "Accept: text/csv");

        Assert.Equal(prediction, await answer.Content.ReadAsStringAsync());
        Assert.Equal(variant, Assert.Single(answer.Headers.GetValues("x-Amzn-Invoked-Production-Variant")));
    }

    [Fact]
    public async Task Many_rows_are_answered_in_order()
    {
        const int rows = 20_000;
        var body = string.Join('\n', Enumerable.Range(0, rows).Select(i => $"{i},0,0"));
        var answers = (await place.AnswerAsync("linear", Csv, body, "Accept: text/csv")).Split('\n');

        Assert.Equal(rows + 1, answers.Length);
        for (var i = 0; i < rows; i++)
            Assert.Equal(0.75 + 0.5 * i, double.Parse(answers[i], CultureInfo.InvariantCulture));
    }

    static string Digits(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
