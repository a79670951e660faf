using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// A stretch of a text with its letters made small, and two bits for each byte: whether it belongs to a word, and whether
/// to a symbol. Where every character is a token, the first bit says instead where one begins. Long texts pass through it
/// stretch by stretch.
/// </summary>
sealed class LoweredText
{
    /// <summary>How many bytes may be read beyond any token.</summary>
    public const int Slack = 16;

    const int Stretch = 8192;
    const int BlockLength = 32;
    const int CapitalIWithDot = 0x130;

    // A block may begin at the last byte of the stretch.
    readonly byte[] _bytes = new byte[Stretch + BlockLength + Slack];
    readonly ulong[] _words = new ulong[(Stretch + BlockLength) / 64 + 2];
    readonly ulong[] _symbols = new ulong[(Stretch + BlockLength) / 64 + 2];

    /// <summary>How many bytes are filled.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where words are, and at least one zero after the last byte.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, Length / 64 + 1);

    /// <summary>Where symbols are, and at least one zero after the last byte.</summary>
    public ReadOnlySpan<ulong> Symbols => _symbols.AsSpan(0, Length / 64 + 1);

    public void Clear()
    {
        _words.AsSpan(0, Length / 64 + 2).Clear();
        _symbols.AsSpan(0, Length / 64 + 2).Clear();
        Length = 0;
    }

    /// <summary>Clears all but the token at the end that the stretch may have cut, of which <paramref name="most"/> bytes are enough.</summary>
    public void KeepToken(int start, int most)
    {
        var kept = Math.Min(Length - start, most);
        var isWord = (_words[start / 64] >> start % 64 & 1) != 0;
        _bytes.AsSpan(start, kept).CopyTo(_bytes);
        Clear();
        while (Length < kept)
        {
            var count = Math.Min(kept - Length, BlockLength);
            var bits = uint.MaxValue >> (BlockLength - count);
            AppendBits(isWord ? bits : 0, isWord ? 0 : bits, count);
        }
    }

    /// <summary>Appends as much of the text as there is room for.</summary>
    /// <returns>Where it stopped.</returns>
    public int Append(ReadOnlySpan<byte> text, int position, NgramUnit unit, bool lowercase)
    {
        Span<byte> end = stackalloc byte[BlockLength];
        while (position < text.Length && Length < Stretch)
        {
            var left = text.Length - position;
            Vector256<byte> block;
            if (left >= BlockLength)
            {
                block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);
            }
            else
            {
                end.Clear();
                text[position..].CopyTo(end);
                block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(end));
            }

            var beyondAscii = block.ExtractMostSignificantBits();
            var count = Math.Min(left, BitOperations.TrailingZeroCount(beyondAscii));
            if (count > 0)
                AppendAscii(block, count, unit, lowercase);
            position += count;
            while (position < text.Length && text[position] >= 0x80 && Length < Stretch)
            {
                AppendCharacter(Characters.At(text, position, out var length), unit, lowercase);
                position += length;
            }
        }

        return position;
    }

    /// <summary>Letters, marks, numbers and connectors.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune)
        is <= UnicodeCategory.OtherNumber or UnicodeCategory.ConnectorPunctuation;

    /// <summary>Punctuation but for connectors, and signs of all kinds, such as emoji.</summary>
    public static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune)
        is >= UnicodeCategory.DashPunctuation and <= UnicodeCategory.OtherSymbol;

    /// <summary>Character by character, one for one, as StringNormalizer does it in the locale C.UTF-8.</summary>
    public static Rune Lower(Rune rune) => rune.Value == CapitalIWithDot ? new('i') : Rune.ToLowerInvariant(rune);

    void AppendAscii(Vector256<byte> block, int count, NgramUnit unit, bool lowercase)
    {
        var small = block | Vector256.Create((byte)0x20);
        var letters = IsBetween(small, 'a', 'z');
        // In place of capitals only: @ and [ have the same bit.
        var stored = lowercase ? Vector256.ConditionalSelect(letters, small, block) : block;
        stored.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_bytes), (nuint)Length);
        var used = uint.MaxValue >> (BlockLength - count);
        if (unit == NgramUnit.Character)
        {
            AppendBits(used, 0, count);
            return;
        }

        var words = (letters | IsBetween(block, '0', '9') | Vector256.Equals(block, Vector256.Create((byte)'_'))).ExtractMostSignificantBits();
        var printed = IsBetween(block, '!', '~').ExtractMostSignificantBits();
        AppendBits(words & used, printed & ~words & used, count);
    }

    static Vector256<byte> IsBetween(Vector256<byte> block, char first, char last)
    {
        var distance = block - Vector256.Create((byte)first);
        return Vector256.Equals(Vector256.Min(distance, Vector256.Create((byte)(last - first))), distance);
    }

    void AppendCharacter(Rune rune, NgramUnit unit, bool lowercase)
    {
        if (lowercase)
            rune = Lower(rune);
        var length = rune.EncodeToUtf8(_bytes.AsSpan(Length));
        var bits = (1u << length) - 1;
        if (unit == NgramUnit.Character)
            AppendBits(1, 0, length);
        else
            AppendBits(IsWord(rune) ? bits : 0, IsSymbol(rune) ? bits : 0, length);
    }

    void AppendBits(uint words, uint symbols, int count)
    {
        var (at, bit) = (Length >> 6, Length & 63);
        _words[at] |= (ulong)words << bit;
        _symbols[at] |= (ulong)symbols << bit;
        if (bit > 64 - BlockLength)
        {
            _words[at + 1] |= (ulong)words >> (64 - bit);
            _symbols[at + 1] |= (ulong)symbols >> (64 - bit);
        }

        Length += count;
    }
}
