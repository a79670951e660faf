using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Tests.Scoring;
using SqlInference.TestKit;
using Xunit.Abstractions;

namespace SqlInference.Inference.Tests.Remote;

/// <summary>Real answers of other servers with something changed in them: read, or refused by the endpoint's name, and nothing else happens.</summary>
[Collection(RunAlone.Name)]
public sealed class OipFuzzTests(ITestOutputHelper output)
{
    const int Seed = 20130908;
    const int Rounds = 3000;

    const string OneEach = """{"name":"m","inputs":[{"name":"a","datatype":"FP64","shape":[-1]},{"name":"a.valid","datatype":"BOOL","shape":[-1]},{"name":"b","datatype":"INT32","shape":[-1],"parameters":{"accepts_null":true}}],"outputs":[{"name":"prediction","datatype":"FP64","shape":[-1]}]}""";
    const string Matrix = """{"name":"m","versions":["1"],"platform":"onnx","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,1]}]}""";

    static readonly (string Metadata, ElementType Output, byte[] Header, byte[] Tensors)[] Answers =
    [
        Answer(OneEach, ElementType.Float64, """{"model_name":"m","outputs":[{"name":"prediction","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},{"name":"prediction.valid","shape":[2],"datatype":"BOOL","parameters":{"binary_data_size":2}}]}""",
            [.. MemoryMarshal.AsBytes<double>([0.5, 9]), 1, 0]),
        Answer(OneEach, ElementType.Int32, """{"id":"7","outputs":[{"name":"prediction","shape":[2],"datatype":"INT64","data":[4,-5]},{"name":"prediction.valid","shape":[2],"datatype":"BOOL","data":[true,false]}]}""", []),
        Answer(Matrix, ElementType.Float64, """{"outputs":[{"name":"other","shape":[1],"datatype":"INT8","parameters":{"binary_data_size":1}},{"name":"y","shape":[2,1],"datatype":"FP32","parameters":{"binary_data_size":8}}]}""",
            [7, .. MemoryMarshal.AsBytes<float>([1, 2])]),
        Answer(Matrix, ElementType.Utf8, """{"outputs":[{"name":"y","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":16}}]}""", [6, 0, 0, 0, .. "grüß"u8, 2, 0, 0, 0, .. "no"u8]),
        Answer(Matrix, ElementType.Utf8, """{"outputs":[{"name":"y","shape":[2,1],"datatype":"BYTES","data":[["a\u00e9"],["\\"]]}]}""", []),
    ];

    byte[] _metadata = [];
    byte[] _answer = [];
    int _headerLength;

    [Fact]
    public async Task Changed_answers_are_read_or_refused_by_the_endpoints_name_and_leave_nothing_behind()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var outcomes = new SortedDictionary<string, int>();
        await using var server = await EndpointServer.StartAsync(RespondAsync);
        using var connections = new RemoteConnections(new HostPolicy("127.0.0.1"));
        for (var round = 0; round < Rounds / 3; round++)
            await AskAsync(random, server, connections, outcomes);
        var before = Fuzz.Memory();
        for (var round = 0; round < Rounds; round++)
            await AskAsync(random, server, connections, outcomes);

        output.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value}")));
        Assert.True(outcomes["answered"] > Rounds / 50 && outcomes[ErrorConditions.ResponseInvalid.Code] > Rounds / 4);
        var (managed, resident) = Fuzz.Memory();
        Assert.InRange(managed - before.Managed, long.MinValue, 4 << 20);
        Assert.InRange(resident - before.Resident, long.MinValue, 48 << 20);
    }

    async Task AskAsync(Random random, EndpointServer server, RemoteConnections connections, SortedDictionary<string, int> outcomes)
    {
        var (metadata, type, header, tensors) = Answers[random.Next(Answers.Length)];
        (_metadata, _answer, _headerLength) = (Encoding.UTF8.GetBytes(metadata), [.. header, .. tensors], header.Length);
        var ofMetadata = random.Next(3) == 0;
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var unused = 0;
            if (ofMetadata)
                Fuzz.Change(random, ref _metadata, ref unused);
            else
                Fuzz.Change(random, ref _answer, ref _headerLength);
        }

        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/m"), type, ElementType.Float64, ElementType.Int32);
        using var model = new RemoteBackend(endpoint, connections);
        using var results = new ResultColumns(1, 0);
        using var integers = new ColumnBuffer();
        integers.Reset(ElementType.Int32, 2);
        integers.Span<int>().Clear();
        using var numbers = Rows.Doubles(1, null);
        var outcome = "answered";
        try
        {
            await model.RunAsync(Rows.Of(numbers, integers), results, default);
            Assert.Equal(2, results[0]!.RowCount);
        }
        catch (Exception exception)
        {
            if (exception is not SqlInferenceException refusal || !refusal.Message.Contains("ndpoint 'scores'", StringComparison.Ordinal))
                throw new InvalidOperationException($"{exception.Message} for {Encoding.UTF8.GetString(_metadata)} and {_headerLength} {Convert.ToHexString(_answer)}", exception);
            outcome = refusal.Condition.Code;
        }

        server.Forget();
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
    }

    async Task RespondAsync(HttpContext context)
    {
        var isMetadata = context.Request.Method == HttpMethods.Get;
        context.Response.ContentType = isMetadata ? "application/json" : "application/octet-stream";
        if (!isMetadata)
            context.Response.Headers["Inference-Header-Content-Length"] = _headerLength.ToString(CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(isMetadata ? _metadata : _answer);
    }

    static (string, ElementType, byte[], byte[]) Answer(string metadata, ElementType type, string header, byte[] tensors) =>
        (metadata, type, Encoding.UTF8.GetBytes(header), tensors);
}
