namespace SqlInference.Inference.Text.Models;

/// <summary>
/// How vocabularies of byte-level models write bytes: a printable character of Latin-1 stands for itself, and the others
/// are, in order, the characters from U+0100 on. A blank is <c>Ġ</c>.
/// </summary>
static class ByteAlphabet
{
    const int FirstSubstitute = 0x100;

    static readonly short[] Bytes = Invert();

    /// <summary>The bytes that a token stands for; null where it has a character of another kind.</summary>
    public static byte[]? BytesOf(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] >= Bytes.Length || Bytes[token[i]] < 0)
                return null;
            bytes[i] = (byte)Bytes[token[i]];
        }

        return bytes;
    }

    static short[] Invert()
    {
        var bytes = new short[FirstSubstitute + 256];
        Array.Fill(bytes, (short)-1);
        var substitute = FirstSubstitute;
        for (short value = 0; value < 256; value++)
        {
            var printable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            bytes[printable ? value : substitute++] = value;
        }

        return bytes;
    }
}
