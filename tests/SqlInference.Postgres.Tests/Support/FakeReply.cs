using System.Runtime.InteropServices;
using System.Text;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Bytes to answer with, and how.</summary>
public sealed record FakeReply
{
    public byte[] Bytes { get; init; } = [];

    /// <summary>Waits before it answers; forever where it is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many of the bytes are sent; then the connection closes.</summary>
    public int? CloseAfter { get; init; }

    /// <summary>After how many of the bytes it rests for a while.</summary>
    public int? PauseAfter { get; init; }

    /// <summary>Nothing comes, and the connection stays.</summary>
    public static FakeReply Silence { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    public static FakeReply Raw(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text) };

    public static FakeReply Http(int status, string type, byte[] body, string headers = "") => new()
    {
        Bytes = [.. Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Status\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{headers}\r\n"), .. body],
    };

    public static FakeReply Json(string json, int status = 200) => Http(status, "application/json", Encoding.UTF8.GetBytes(json));

    /// <summary>An error as the service tells it.</summary>
    public static FakeReply Error(int status, string code, string message) => Json($$"""{"error":"{{message}}","code":"{{code}}"}""", status);

    /// <summary>A head and the tensors' bytes behind it, which may or may not go together.</summary>
    public static FakeReply Tensors(string head, params byte[][] tensors) => Http(200, "application/octet-stream",
        [.. Encoding.UTF8.GetBytes(head), .. tensors.SelectMany(tensor => tensor)], $"Inference-Header-Content-Length: {Encoding.UTF8.GetByteCount(head)}\r\n");

    /// <summary>The tensor 'prediction', right in every respect.</summary>
    public static FakeReply Prediction<T>(string datatype, params ReadOnlySpan<T> values) where T : unmanaged =>
        Prediction(datatype, $"[{values.Length}]", MemoryMarshal.AsBytes(values).ToArray());

    public static FakeReply Prediction(string datatype, string shape, byte[] bytes) => Tensors(
        $$$"""{"model_name":"m","model_version":"1","outputs":[{"name":"prediction","datatype":"{{{datatype}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{bytes.Length}}}}}]}""",
        bytes);

    public static FakeReply Texts(params byte[][] texts) => Prediction("BYTES", $"[{texts.Length}]",
        [.. texts.SelectMany(text => BitConverter.GetBytes(text.Length).Concat(text))]);
}
