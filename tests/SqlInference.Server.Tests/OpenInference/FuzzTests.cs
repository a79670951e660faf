using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SqlInference.TestKit;
using Xunit.Abstractions;

namespace SqlInference.Server.Tests.OpenInference;

/// <summary>Real requests with something changed in them: the client is told so, and nothing else happens.</summary>
[Collection(RunAlone.Name)]
public sealed class FuzzTests(OpenInferencePlace place, ITestOutputHelper output) : IClassFixture<OpenInferencePlace>
{
    const int Seed = 20130907;
    const int Rounds = 4000;

    static readonly (string Model, byte[] Json, byte[] Binary)[] Requests =
    [
        Request("linear", $$"""{"id":"7","parameters":{"binary_data_output":true},"inputs":[{{Tensors.Binary("x", "FP64", "[3]", 24)}},{{Tensors.Binary("y", "INT16", "[3]", 6)}},{{Tensors.Binary("z", "FP32", "[3,1]", 12)}}]}""",
            Tensors.Of(1.0, 2, 3), Tensors.Of<short>(1, 2, 3), Tensors.Of(1f, 2, 3)),
        Request("linear", """{"inputs":[{"name":"m","shape":[2,3],"datatype":"FP32","data":[[1,2,3],[4,5,6]]}],"outputs":[{"name":"prediction","parameters":{"binary_data":true}},{"name":"prediction.valid"}]}"""),
        Request("label", $$"""{"inputs":[{{Tensors.Binary("word", "BYTES", "[3]", 25)}}]}""", Tensors.Texts("hello", "grüß", "x")),
        Request("pair", """{"inputs":[{"name":"a","shape":[2],"datatype":"BYTES","data":["a\u00e9","\\"]},{"data":[null,"c"],"name":"b","shape":[2],"datatype":"BYTES"}]}"""),
        Request("lookup", $$"""{"inputs":[{{Tensors.Binary("a", "INT32", "[4]", 16)}},{{Tensors.Binary("a.valid", "BOOL", "[4]", 4)}}]}""", Tensors.Of(0, 99, 1, 2), [1, 1, 0, 1]),
        Request("lists", $$"""{"inputs":[{{Tensors.Binary("x", "FP32", "[2,2]", 16)}}]}""", Tensors.Of(1f, 2, 3, 4)),
    ];

    [Fact]
    public async Task Changed_requests_are_answered_or_refused_and_leave_nothing_behind()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var statuses = new SortedDictionary<int, int>();
        for (var round = 0; round < Rounds / 4; round++)
            await SendAsync(random, statuses);
        var before = Fuzz.Memory();
        for (var round = 0; round < Rounds; round++)
            await SendAsync(random, statuses);

        output.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}")));
        Assert.True(statuses.Keys.All(status => status is 200 or (>= 400 and < 500)), string.Join(", ", statuses.Keys));
        Assert.True(statuses[200] > Rounds / 50 && statuses[400] > Rounds / 2);
        var (managed, resident) = Fuzz.Memory();
        Assert.InRange(managed - before.Managed, long.MinValue, 4 << 20);
        Assert.InRange(resident - before.Resident, long.MinValue, 48 << 20);
    }

    async Task SendAsync(Random random, SortedDictionary<int, int> statuses)
    {
        var (model, json, binary) = Requests[random.Next(Requests.Length)];
        byte[] body = [.. json, .. binary];
        var length = json.Length;
        for (var changes = random.Next(1, 3); changes > 0; changes--)
            Fuzz.Change(random, ref body, ref length);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (binary.Length > 0)
            content.Headers.Add("Inference-Header-Content-Length", $"{length}");
        using var answer = await place.Client.PostAsync($"/v2/models/local.public.{model}/infer", content);
        await answer.Content.ReadAsByteArrayAsync();
        var status = (int)answer.StatusCode;
        statuses[status] = statuses.GetValueOrDefault(status) + 1;
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            output.WriteLine($"{status} for {Convert.ToHexString(body)}: {await answer.Content.ReadAsStringAsync()}");
    }

    static (string, byte[], byte[]) Request(string model, string json, params byte[][] tensors) =>
        (model, Encoding.UTF8.GetBytes(json), [.. tensors.SelectMany(tensor => tensor)]);
}
