using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Protocols;
using SqlInference.Inference.Tests.Scoring;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

public sealed class AnswerShapeTests
{
    static ColumnBatch TwoRows => Rows.Of(Rows.Doubles(1, 2));

    [Theory]
    [InlineData("text/csv", "0.5\n1.5\n")]
    [InlineData("text/csv", " 0.5 \r\n\t1.5")]
    [InlineData("text/csv", "0.5,1.5")]
    [InlineData("text/plain", "\"0.5\"\n1.5E0\n")]
    [InlineData("application/json", "[0.5,1.5]")]
    [InlineData("application/json", """{"scores":[{"score":0.5},{"score":1.5}]}""")]
    [InlineData("application/json", """{"predictions":[{"score":9,"predicted_label":0.5},{"predicted_label":1.5}]}""")]
    [InlineData("application/json", """[{"prediction":0.5,"more":[1,{"score":3}]},{"prediction":"1.5"}]""")]
    [InlineData("application/jsonlines", "{\"score\":0.5}\n{\"score\":1.5}\n")]
    public async Task SageMaker_answers_are_understood_as_the_algorithms_write_them(string type, string body)
    {
        await using var server = await StartAsync(Reply(200, type, body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url));
        Assert.Equal([0.5, 1.5], await model.NumbersAsync(TwoRows));
    }

    [Theory]
    [InlineData("{\"prediction\": 3}")]
    [InlineData("[3]")]
    [InlineData("3")]
    public async Task One_row_may_be_answered_with_one_object(string body)
    {
        await using var server = await StartAsync(Json(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Json, server.Url));
        Assert.Equal([3], await model.NumbersAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Theory]
    [InlineData("{}", "answered an object without a 'prediction', 'predicted_label' or 'score' for a row.")]
    [InlineData("[[1],[2]]", "answered an array where one value for a row belongs.")]
    [InlineData("[{\"prediction\":[1]},1]", "answered an object or array as 'prediction' where one value belongs.")]
    [InlineData("[\"\",1]", "answered an empty text where a value belongs.")]
    [InlineData("[\"five\",1]", "answered 'five' where a number belongs, for row 1 of 2.")]
    [InlineData("[1", "answered something that is not JSON: '[1'.")]
    [InlineData("[1,2", "answered something that is not JSON: '[1,2'.")]
    [InlineData("[NaN,1]", "answered something that is not JSON: '[NaN,1]'.")]
    [InlineData("", "answered nothing for 2 rows.")]
    [InlineData("[]", "answered nothing for 2 rows.")]
    [InlineData("[1]", "answered 1 value for 2 rows.")]
    [InlineData("[1,2,3]", "answered more than 2 values for 2 rows.")]
    public async Task A_wrong_answer_in_json_is_refused(string body, string expected)
    {
        await using var server = await StartAsync(Json(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Json, server.Url));
        Assert.Equal($"SI409: Endpoint 'scores' {expected}", await model.FailureAsync(TwoRows));
    }

    [Fact]
    public async Task Json_functions_get_objects_with_the_parameters_by_name()
    {
        await using var server = await StartAsync(Json("""[{"prediction":"é\"x"},{"prediction":null}]"""));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Json, new(server.Url, "/rate?v=1"), ElementType.Utf8, ElementType.Float64, ElementType.Utf8));
        Assert.Equal(["é\"x", null], await model.TextsAsync(Rows.Of(Rows.Doubles(1.5, null), Rows.Texts("a\tb", null))));
        Assert.Equal("""[{"a":1.5,"b":"a\tb"},{"a":null,"b":null}]""", server.Received[0].Text);
        Assert.Equal("/rate?v=1", server.Received[0].Target);
    }

    [Fact]
    public async Task NaN_is_not_sent_as_json()
    {
        await using var server = await StartAsync(Json("[1]"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Json, server.Url));
        Assert.Equal("SI408: A row holds NaN or infinity, which cannot be sent to endpoint 'scores': JSON has no such numbers.",
            await model.FailureAsync(Rows.Of(Rows.Doubles(double.NaN))));
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData("5\n-3.0\n", null)]
    [InlineData("5.5\n1\n", "SI409: Endpoint 'scores' answered '5.5', which does not fit Int16, for row 1 of 2.")]
    [InlineData("1\n40000\n", "SI409: Endpoint 'scores' answered '40000', which does not fit Int16, for row 2 of 2.")]
    public async Task Integers_are_whole_and_in_range(string body, string? failure)
    {
        await using var server = await StartAsync(Csv(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url, ElementType.Int16));
        if (failure is null)
            Assert.Equal(new short[] { 5, -3 }, await model.ValuesAsync<short>(TwoRows));
        else
            Assert.Equal(failure, await model.FailureAsync(TwoRows));
    }

    [Fact]
    public async Task A_header_line_and_smaller_requests_are_made_where_the_endpoint_wants_them()
    {
        // Says back what it was sent, without the header.
        await using var server = await StartAsync(context => Csv(((string)context.Items["body"]!)["a\n".Length..])(context));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url) with { Settings = new() { CsvHeader = true, MaxRequestBytes = 1024 } };
        using var model = new RemoteModel(endpoint);
        double?[] numbers = [.. Enumerable.Range(0, 1000).Select(i => i % 7 == 0 ? (double?)null : i * 1.1)];
        Assert.Equal(numbers, await model.NumbersAsync(Rows.Of(Rows.Doubles(numbers))));
        Assert.InRange(server.Received.Count, 5, 50);
        Assert.All(server.Received, request => Assert.StartsWith("a\n", request.Text, StringComparison.Ordinal));
        Assert.All(server.Received, request => Assert.InRange(request.Body.Length, 1, 1024));
    }

    [Fact]
    public async Task A_row_that_no_request_can_hold_is_refused()
    {
        await using var server = await StartAsync(Csv("1\n"));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url, ElementType.Float64, ElementType.Utf8) with { Settings = new() { MaxRequestBytes = 1024 } };
        using var model = new RemoteModel(endpoint);
        Assert.Equal("SI408: A single row makes a request of 2,001 bytes, but endpoint 'scores' takes 1,024.", await model.FailureAsync(Rows.Of(Rows.Texts(new string('x', 2000)))));
    }

    [Fact]
    public void Random_answers_are_values_or_errors_and_nothing_else()
    {
        var random = new Random(7);
        string[] pieces = ["[", "]", "{", "}", ",", "\"", ":", "1", "-2.5e3", "null", "true", "\"score\"", "\"predictions\"", "\n", "\\u00e9", "\ud83d\ude00", " ", "\0", "NaN"];
        for (var i = 0; i < 20_000; i++)
        {
            var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)])));
            if (body.Length > 0 && random.Next(4) == 0)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            using var column = new ColumnBuffer();
            column.Reset(random.Next(2) == 0 ? ElementType.Utf8 : ElementType.Float64, 2);
            var answers = new AnswerWriter("scores", column, 0, 2);
            try
            {
                if (random.Next(2) == 0)
                    JsonAnswers.Read(body, answers);
                else
                    CsvAnswers.Read(body, answers);
                answers.RequireAll();
            }
            catch (SqlInferenceException)
            {
            }
        }
    }
}
