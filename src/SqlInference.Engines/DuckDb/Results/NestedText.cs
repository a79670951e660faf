using System.Buffers;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Scalars within lists, structs and maps: quoted where they could be misread, so that the text can be cast back.</summary>
static class NestedText
{
    static readonly SearchValues<byte> Special = SearchValues.Create("\"'(),:=[]{}\\"u8);

    public static void Write(ReadOnlySpan<byte> scalar, IBufferWriter<byte> output)
    {
        if (NeedsQuotes(scalar))
            WriteQuoted(scalar, output);
        else
            output.Write(scalar);
    }

    public static void WriteQuoted(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("'"u8);
        foreach (var b in text)
        {
            if (b is (byte)'\'' or (byte)'\\')
                output.Write("\\"u8);
            output.Write([b]);
        }

        output.Write("'"u8);
    }

    static bool NeedsQuotes(ReadOnlySpan<byte> text) =>
        text.Length == 0 || IsSpace(text[0]) || IsSpace(text[^1]) || text.ContainsAny(Special) ||
        System.Text.Ascii.EqualsIgnoreCase(text, "null"u8);

    static bool IsSpace(byte b) => b is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
