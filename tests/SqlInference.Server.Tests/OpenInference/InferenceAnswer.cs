using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SqlInference.Server.Tests.OpenInference;

/// <summary>An answer of the protocol, taken apart.</summary>
sealed record InferenceAnswer(HttpStatusCode Status, JsonElement Json, byte[] Binary, HttpResponseMessage Response)
{
    public static async Task<InferenceAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        var length = response.Headers.TryGetValues("Inference-Header-Content-Length", out var values) ? int.Parse(values.Single(), null) : body.Length;
        Assert.Equal(length < body.Length || values is not null ? "application/octet-stream" : "application/json", response.Content.Headers.ContentType?.MediaType);
        return new(response.StatusCode, JsonDocument.Parse(body.AsMemory(0, length)).RootElement, body[length..], response);
    }

    public string Text => Json.GetRawText();

    public string Output(string name) => Find(name).GetRawText();

    /// <summary>A binary tensor's values.</summary>
    public T[] Values<T>(string name) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(name)).ToArray();

    public string[] Texts(string name)
    {
        var texts = new List<string>();
        for (var bytes = Bytes(name).AsSpan(); bytes.Length > 0;)
        {
            var length = MemoryMarshal.Read<int>(bytes);
            texts.Add(Encoding.UTF8.GetString(bytes.Slice(4, length)));
            bytes = bytes[(4 + length)..];
        }

        return [.. texts];
    }

    byte[] Bytes(string name)
    {
        var at = 0;
        foreach (var output in Json.GetProperty("outputs").EnumerateArray())
        {
            var size = output.TryGetProperty("parameters", out var parameters) ? parameters.GetProperty("binary_data_size").GetInt32() : 0;
            if (output.GetProperty("name").GetString() == name)
                return Binary[at..(at + size)];
            at += size;
        }

        throw new KeyNotFoundException(name);
    }

    JsonElement Find(string name) => Json.GetProperty("outputs").EnumerateArray().Single(output => output.GetProperty("name").GetString() == name);
}
