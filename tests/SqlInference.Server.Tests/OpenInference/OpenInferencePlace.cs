using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SqlInference.Server.Tests.OpenInference;

/// <summary>A server with one model of every kind that the protocol makes a difference for.</summary>
public sealed class OpenInferencePlace : IAsyncLifetime
{
    internal ServerPlace Place { get; } = new();

    public HttpClient Client => Place.Client;

    public async Task InitializeAsync()
    {
        static string Model(string name, string onnx, string function, string rest = "") =>
            $"CREATE MODEL {name} FROM '{ServerPlace.Onnx(onnx)}' FUNCTION f_{name.Trim('"').Replace('.', '_')}{function} {rest};\n";
        Place.Sql(
            Model("linear", "linear", "(x real, y real, z real) RETURNS double precision") +
            Model("cents", "linear", "(x real, y real, z real) RETURNS decimal(10, 2)") +
            Model("whole", "linear", "(x real, y real, z real) RETURNS int") +
            Model("label", "text-label", "(word varchar) RETURNS varchar") +
            Model("pair", "text-pair", "(a varchar, b varchar) RETURNS bigint") +
            Model("lists", "list-output", "(x real[]) RETURNS real[]") +
            Model("two", "two-outputs", "(a real) RETURNS real", "SETTINGS (OUTPUT 'magnitude')") +
            Model("flags", "bool", "(a boolean, b boolean) RETURNS int") +
            Model("lookup", "lookup", "(a int) RETURNS real", "SETTINGS (ON_ERROR 'null')") +
            Model("moments", "one-column", "(t timestamp) RETURNS double precision") +
            Model("\"dotted.name\"", "linear", "(x real, y real, z real) RETURNS real"));
        await Place.StartAsync(new() { Listen = [ServerPlace.Loopback], MaxRequestBytes = 1 << 20 });
    }

    public async Task DisposeAsync() => await Place.DisposeAsync();

    internal Task<InferenceAnswer> InferAsync(string model, string json, params byte[][] tensors) => InferAsync(model, Encoding.UTF8.GetBytes(json), tensors);

    internal async Task<InferenceAnswer> InferAsync(string model, byte[] json, params byte[][] tensors)
    {
        using var content = new ByteArrayContent([.. json, .. tensors.SelectMany(tensor => tensor)]);
        content.Headers.ContentType = new MediaTypeHeaderValue(tensors.Length > 0 ? "application/octet-stream" : "application/json");
        if (tensors.Length > 0)
            content.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");
        using var answer = await Client.PostAsync($"/v2/models/local.public.{model}/infer", content);
        return await InferenceAnswer.ReadAsync(answer);
    }

    /// <summary>What is wrong with a request, after which the server still answers.</summary>
    internal async Task<string> RefusalAsync(string model, string json, params byte[][] tensors)
    {
        var answer = await InferAsync(model, json, tensors);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("/v2/health/ready")).StatusCode);
        return answer.Json.GetProperty("error").GetString()!;
    }

    internal async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;
}
