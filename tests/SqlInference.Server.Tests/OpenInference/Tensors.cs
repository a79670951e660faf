using System.Runtime.InteropServices;
using System.Text;

namespace SqlInference.Server.Tests.OpenInference;

/// <summary>Values as they stand behind the JSON of a request.</summary>
static class Tensors
{
    public static byte[] Of<T>(params T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    public static byte[] Texts(params string[] texts) => [.. texts.SelectMany(text => Text(Encoding.UTF8.GetBytes(text)))];

    public static byte[] Text(params byte[] utf8) => [.. BitConverter.GetBytes(utf8.Length), .. utf8];

    public static string Binary(string name, string datatype, string shape, int bytes) =>
        $$$"""{"name":"{{{name}}}","datatype":"{{{datatype}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{bytes}}}}}""";
}
