using System.Text;

namespace SqlInference.Inference.Text;

static class GrowingTextExtensions
{
    /// <summary>Appends a character in UTF-8.</summary>
    public static void AddRune(this GrowingList<byte> bytes, Rune rune)
    {
        if (rune.IsAscii)
            bytes.Add((byte)rune.Value);
        else
            rune.EncodeToUtf8(bytes.Extend(rune.Utf8SequenceLength));
    }
}
