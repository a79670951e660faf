using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>Bytes to answer with, and how.</summary>
sealed class FakeAnswer
{
    public byte[] Bytes { get; private set; } = [];

    public int DelayMs { get; private set; }

    /// <summary>How many of the bytes are sent; then the connection closes.</summary>
    public int? CloseAfter { get; private set; }

    public static FakeAnswer Of(byte[] bytes) => new() { Bytes = bytes };

    public static FakeAnswer Raw(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text) };

    public static FakeAnswer Http(int status, string type, IEnumerable<byte> body, string headers = "")
    {
        var bytes = body.ToArray();
        var head = $"HTTP/1.1 {status} Status\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n{headers}\r\n";
        return new() { Bytes = [.. Encoding.UTF8.GetBytes(head), .. bytes] };
    }

    public static FakeAnswer Json(string json, int status = 200) => Http(status, "application/json", Encoding.UTF8.GetBytes(json));

    /// <summary>A head and the tensors' bytes behind it, which may or may not go together.</summary>
    public static FakeAnswer Tensors(string head, params byte[] behind) => Http(200, "application/octet-stream",
        [.. Encoding.UTF8.GetBytes(head), .. behind], $"Inference-Header-Content-Length: {Encoding.UTF8.GetByteCount(head)}\r\n");

    /// <summary>The tensor 'prediction', right in every respect unless the test makes it wrong.</summary>
    public static FakeAnswer Prediction(string datatype, int rows, params byte[] bytes) => Tensors(
        $$$"""{"model_name":"m","model_version":"1","outputs":[{"name":"prediction","datatype":"{{{datatype}}}","shape":[{{{rows}}}],"parameters":{"binary_data_size":{{{bytes.Length}}}}}]}""",
        bytes);

    public static FakeAnswer Double(double value) => Prediction("FP64", 1, BitConverter.GetBytes(value));

    public FakeAnswer After(int milliseconds)
    {
        DelayMs = milliseconds;
        return this;
    }

    public FakeAnswer Cut(int bytes)
    {
        CloseAfter = bytes;
        return this;
    }
}
