using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A request as it came over the wire.</summary>
public sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The JSON before the binary tensors.</summary>
    public JsonElement Head => JsonDocument.Parse(Body.AsMemory(0, HeadLength)).RootElement;

    int HeadLength => Headers.TryGetValue("Inference-Header-Content-Length", out var length) ? int.Parse(length) : Body.Length;

    public int Rows => Head.GetProperty("inputs")[0].GetProperty("shape")[0].GetInt32();

    /// <summary>A tensor in words: <c>INT32[2]</c>.</summary>
    public string Describe(string name)
    {
        var tensor = Tensor(name);
        return $"{tensor.GetProperty("datatype").GetString()}[{string.Join(',', tensor.GetProperty("shape").EnumerateArray())}]";
    }

    public bool Has(string name) => Head.GetProperty("inputs").EnumerateArray().Any(input => input.GetProperty("name").GetString() == name);

    public T[] Values<T>(string name) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(name)).ToArray();

    public string[] Texts(string name)
    {
        var bytes = Bytes(name);
        var texts = new List<string>();
        while (bytes.Length > 0)
        {
            var length = MemoryMarshal.Read<int>(bytes);
            texts.Add(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Slice(sizeof(int), length)));
            bytes = bytes[(sizeof(int) + length)..];
        }

        return [.. texts];
    }

    ReadOnlySpan<byte> Bytes(string name)
    {
        var at = HeadLength;
        foreach (var input in Head.GetProperty("inputs").EnumerateArray())
        {
            var size = input.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
            if (input.GetProperty("name").GetString() == name)
                return Body.AsSpan(at, size);
            at += size;
        }

        throw new InvalidOperationException($"there is no tensor {name}");
    }

    JsonElement Tensor(string name) => Head.GetProperty("inputs").EnumerateArray().Single(input => input.GetProperty("name").GetString() == name);
}
