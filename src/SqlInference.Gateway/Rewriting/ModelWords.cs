using System.Buffers;
using System.Text;

namespace SqlInference.Gateway.Rewriting;

/// <summary>
/// Whether a text may hold a statement about models at all: one of the words is in it that every such statement has. Asked for each
/// query that passes, before anything else is.
/// </summary>
static class ModelWords
{
    // The rarest letter of each word, and where it stands.
    static readonly (byte[] Word, int At)[] Words = [("MODEL"u8.ToArray(), 0), ("ENDPOINT"u8.ToArray(), 3), ("EXTERNAL"u8.ToArray(), 1), ("USING"u8.ToArray(), 4)];

    static readonly SearchValues<byte> Letters = SearchValues.Create("mMpPxXgG"u8);

    public static bool MayBeIn(ReadOnlySpan<byte> text)
    {
        for (var start = 0; text[start..].IndexOfAny(Letters) is >= 0 and var found; start += found + 1)
        {
            foreach (var (word, at) in Words)
            {
                var first = start + found - at;
                if (first >= 0 && first + word.Length <= text.Length && Ascii.EqualsIgnoreCase(text.Slice(first, word.Length), word))
                    return true;
            }
        }

        return false;
    }
}
