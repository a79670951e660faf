using System.Text;
using SqlInference.Inference.Text.Unicode;

namespace SqlInference.Inference.Text.Normalizers;

/// <summary>NFC, NFD, NFKC and NFKD. Bytes that are not UTF-8 become U+FFFD.</summary>
sealed class UnicodeNormalizer(bool compatible, bool composed) : INormalizer
{
    public void Normalize(ReadOnlySpan<byte> text, GrowingList<byte> output, TokenizerScratch scratch)
    {
        if (Ascii.IsValid(text))
        {
            output.Append(text);
            return;
        }

        var points = scratch.Points;
        points.Clear();
        for (var position = 0; position < text.Length;)
        {
            var rune = Characters.At(text, position, out var length);
            UnicodeTables.Instance.Decompose(rune.Value, compatible, points);
            position += length;
        }

        Order(points.Span, scratch.SortKeys);
        var count = composed ? Compose(points.Span) : points.Count;
        foreach (var point in points.Span[..count])
            output.AddRune(new Rune(point));
    }

    /// <summary>Puts the marks behind each letter in the order of their classes, keeping those of one class as they stand.</summary>
    static void Order(Span<int> points, GrowingList<long> keys)
    {
        for (var start = 0; start < points.Length; start++)
        {
            keys.Clear();
            for (var end = start; end < points.Length && UnicodeTables.Instance.CombiningClass(points[end]) is > 0 and var rank; end++)
                keys.Add(((long)rank << 53) | ((long)(end - start) << 21) | (uint)points[end]);
            if (keys.Count < 2)
                continue;
            keys.Span.Sort();
            foreach (var key in keys.Span)
                points[start++] = (int)(key & 0x1FFFFF);
        }
    }

    /// <summary>Joins letters with the marks behind them that are not blocked by another one, in place; answers what is left.</summary>
    static int Compose(Span<int> points)
    {
        var (count, starter, lastClass) = (0, -1, 0);
        foreach (var point in points)
        {
            var rank = UnicodeTables.Instance.CombiningClass(point);
            var reachable = starter >= 0 && (starter == count - 1 || (lastClass < rank && lastClass != 0));
            if (reachable && UnicodeTables.Instance.Compose(points[starter], point) is not 0 and var together)
            {
                points[starter] = together;
                continue;
            }

            if (rank == 0)
                starter = count;
            lastClass = rank;
            points[count++] = point;
        }

        return count;
    }
}
