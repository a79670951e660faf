using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Tests.Scoring;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

public sealed class OipTests
{
    [Fact]
    public async Task Our_own_servers_get_one_tensor_for_each_parameter_and_companions_for_NULL()
    {
        var (header, tensors) = Binary("""[{"name":"prediction","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},{"name":"prediction.valid","shape":[2],"datatype":"BOOL","parameters":{"binary_data_size":2}}]""",
            [.. MemoryMarshal.AsBytes<double>([0.5, 9]), 1, 0]);
        await using var server = await StartAsync(
            Json("""{"name":"m","inputs":[{"name":"a","datatype":"FP64","shape":[-1]},{"name":"a.valid","datatype":"BOOL","shape":[-1]},{"name":"b","datatype":"BYTES","shape":[-1]}],"outputs":[{"name":"prediction","datatype":"FP64","shape":[-1]}]}"""),
            Bytes(tensors, header));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/dev.public.m"), ElementType.Float64, ElementType.Float64, ElementType.Utf8));
        Assert.Equal([0.5, null], await model.NumbersAsync(Rows.Of(Rows.Doubles(1, null), Rows.Texts("é", ""))));

        Assert.Equal(["GET /v2/models/dev.public.m", "POST /v2/models/dev.public.m/infer"], server.Received.Select(request => $"{request.Method} {request.Target}"));
        var request = server.Received[1];
        var size = int.Parse(request["Inference-Header-Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("""{"inputs":[{"name":"a","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},{"name":"a.valid","shape":[2],"datatype":"BOOL","parameters":{"binary_data_size":2}},{"name":"b","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":10}}],"outputs":[{"name":"prediction","parameters":{"binary_data":true}}],"parameters":{"binary_data_output":true}}""",
            Encoding.UTF8.GetString(request.Body, 0, size));
        Assert.Equal([.. MemoryMarshal.AsBytes<double>([1, 0]), 1, 0, 2, 0, 0, 0, .. "é"u8, 0, 0, 0, 0], request.Body[size..]);
    }

    [Fact]
    public async Task A_foreign_server_gets_one_matrix_and_its_rows_with_NULL_are_answered_with_NULL()
    {
        var (header, tensors) = Binary("""[{"name":"y","shape":[3,1],"datatype":"FP32","parameters":{"binary_data_size":12}}]""", [.. MemoryMarshal.AsBytes<float>([1, 2, 3])]);
        await using var server = await StartAsync(
            Json("""{"name":"m","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,1]}]}"""),
            Bytes(tensors, header));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Oip, server.Url, ElementType.Float64, ElementType.Float64, ElementType.Int32) with { InnerModel = "m" };
        using var model = new RemoteModel(endpoint);
        var integers = new ColumnBuffer();
        integers.Reset(ElementType.Int32, 3);
        new[] { 10, 20, 30 }.CopyTo(integers.Span<int>());
        Assert.Equal([1, null, 3], await model.NumbersAsync(Rows.Of(Rows.Doubles(0.5, null, 1.5), integers)));

        var request = server.Received[1];
        var size = int.Parse(request["Inference-Header-Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("""{"name":"x","shape":[3,2],"datatype":"FP32","parameters":{"binary_data_size":24}}""", Encoding.UTF8.GetString(request.Body, 0, size), StringComparison.Ordinal);
        Assert.Equal<float>([0.5f, 10, 0, 20, 1.5f, 30], MemoryMarshal.Cast<byte, float>(request.Body.AsSpan(size)).ToArray());
    }

    [Theory]
    [InlineData("""{"outputs":[{"name":"y","shape":[2],"datatype":"INT64","data":[4,5]}]}""")]
    [InlineData("""{"outputs":[{"name":"other","shape":[2],"datatype":"INT64","data":[0,0]},{"name":"y","shape":[2,1],"datatype":"FP64","data":[[4.0],[5.0]]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","shape":[2],"datatype":"BYTES","data":["4","5"]}]}""")]
    public async Task Answers_in_json_are_understood(string body)
    {
        await using var server = await StartAsync(Metadata, Json(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/v2/models/m/versions/3"), ElementType.Int32));
        Assert.Equal(new[] { 4, 5 }, await model.ValuesAsync<int>(Rows.Of(Rows.Doubles(1, 2))));
        Assert.Equal("/v2/models/m/versions/3/infer", server.Received[1].Target);
    }

    [Theory]
    [InlineData("""{"outputs":[{"name":"y","shape":[3],"datatype":"INT64","data":[1,2,3]}]}""", "answered 3 values for 2 rows.")]
    [InlineData("""{"outputs":[{"name":"y","shape":[2],"datatype":"INT64","data":[1]}]}""", "answered 1 value for 2 rows.")]
    [InlineData("""{"outputs":[{"name":"z","shape":[2],"datatype":"INT64","data":[1,2]}]}""", "answered without the output 'y'.")]
    [InlineData("""{"outputs":[{"name":"y","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}}]}""", "answered fewer bytes than its tensors have.")]
    [InlineData("""{"outputs":[{"name":"y","shape":[2],"datatype":"BF16","data":[1,2]}]}""", "answered values of the type BF16, which no SQL type has.")]
    [InlineData("""{"outputs":[{"name":"y","shape":[-2],"datatype":"FP64","data":[1,2]}]}""", "answered a header that is not of the Open Inference Protocol.")]
    [InlineData("""{"outputs":7}""", "answered a header that is not of the Open Inference Protocol.")]
    [InlineData("", "answered a header that is not of the Open Inference Protocol.")]
    public async Task A_wrong_answer_is_refused(string body, string expected)
    {
        await using var server = await StartAsync(Metadata, Json(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/m")));
        Assert.Equal($"SI409: Endpoint 'scores' {expected}", await model.FailureAsync(Rows.Of(Rows.Doubles(1, 2))));
    }

    [Fact]
    public async Task A_fraction_is_no_answer_for_an_integer()
    {
        var (header, body) = Binary("""[{"name":"y","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}}]""", [.. MemoryMarshal.AsBytes<double>([0.5])]);
        await using var server = await StartAsync(Metadata, Bytes(body, header));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/m"), ElementType.Int32));
        Assert.StartsWith("SI409: Endpoint 'scores' answered what the function cannot return as Int32: ", await model.FailureAsync(Rows.Of(Rows.Doubles(1))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_are_longer_than_their_tensor_are_refused()
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, uint.MaxValue);
        var (header, body) = Binary("""[{"name":"y","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":4}}]""", bytes);
        await using var server = await StartAsync(Metadata, Bytes(body, header));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/m"), ElementType.Utf8));
        Assert.Equal("SI409: Endpoint 'scores' answered texts that are longer than their tensor.", await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}""",
        "SI205: Endpoint 'scores' has a model whose input 'x' is FP32[-1,3], which does not fit the parameter 'a' of type Float64.")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}""", "SI205: Endpoint 'scores' has a model with 0 inputs, but the function has 1 parameter.")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,5]}]}""", "SI205: Endpoint 'scores' has a model whose output 'y' has 5 values per row.")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[-1,-1,2147483647,2147483647,2147483647]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,2147483647,2147483647,2147483647]}]}""",
        "SI205: Endpoint 'scores' has a model whose output 'y' has 4611686014132420609 values per row.")]
    [InlineData("""{"inputs":[{"name":null,"datatype":"FP32","shape":[-1]}],"outputs":[]}""", "SI409: Endpoint 'scores' answered metadata of its model that is not of the Open Inference Protocol.")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[-2]}],"outputs":[]}""", "SI409: Endpoint 'scores' answered metadata of its model that is not of the Open Inference Protocol.")]
    [InlineData("""{"hello":1}""", "SI409: Endpoint 'scores' answered metadata of its model that is not of the Open Inference Protocol.")]
    public async Task A_model_that_does_not_fit_the_function_is_told(string metadata, string expected)
    {
        await using var server = await StartAsync(Json(metadata));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Oip, new(server.Url, "/m")));
        Assert.Equal(expected, await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
    }

    static readonly Func<HttpContext, Task> Metadata = Json("""{"inputs":[{"name":"x","datatype":"FP64","shape":[-1]}],"outputs":[{"name":"y","datatype":"FP64","shape":[-1]}]}""");

    static ((string, string) Header, byte[] Body) Binary(string outputs, byte[] tensors)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse($$"""{"outputs":{{outputs}}}"""));
        return (("Inference-Header-Content-Length", json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), [.. json, .. tensors]);
    }
}
