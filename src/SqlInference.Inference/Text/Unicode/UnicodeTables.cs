using System.IO.Compression;
using System.Runtime.InteropServices;

namespace SqlInference.Inference.Text.Unicode;

/// <summary>
/// Decompositions, combining classes and compositions of Unicode, as make_unicode_tables.py writes them. Our own, because
/// .NET leaves text as it is when it runs without ICU, which is how this program is built (InvariantGlobalization).
/// </summary>
sealed class UnicodeTables
{
    const uint CompatibilityOnly = 1u << 31;
    const int HangulFirst = 0xAC00, HangulCount = 11172, LeadFirst = 0x1100, VowelFirst = 0x1161, TrailFirst = 0x11A7;
    const int VowelCount = 21, TrailCount = 28;

    static readonly Lazy<UnicodeTables> Loaded = new(() => new UnicodeTables());

    readonly CodePointMap _canonical = new();
    readonly CodePointMap _compatible = new();
    readonly CodePointMap _classes = new();
    readonly Dictionary<(int First, int Second), int> _compositions = [];

    // A number in the maps is where the decomposition stands in here: its length, and then its code points.
    readonly int[] _decompositions;

    UnicodeTables()
    {
        var words = MemoryMarshal.Cast<byte, uint>(Read().AsSpan());
        var next = 0;
        _decompositions = new int[words.Length];
        ReadDecompositions(words, ref next);
        for (var left = words[next++]; left > 0; left--, next += 2)
            _classes.Set((int)words[next], (int)words[next + 1]);
        for (var left = words[next++]; left > 0; left--, next += 3)
            _compositions.Add(((int)words[next], (int)words[next + 1]), (int)words[next + 2]);
    }

    public static UnicodeTables Instance => Loaded.Value;

    public int CombiningClass(int point) => _classes[point];

    /// <summary>Appends what a code point decomposes to, which is mostly itself.</summary>
    public void Decompose(int point, bool compatible, GrowingList<int> output)
    {
        if ((uint)(point - HangulFirst) < HangulCount)
        {
            DecomposeHangul(point - HangulFirst, output);
            return;
        }

        var at = compatible && _compatible[point] is not 0 and var wider ? wider : _canonical[point];
        if (at == 0)
            output.Add(point);
        else
            output.Append(_decompositions.AsSpan(at + 1, _decompositions[at]));
    }

    /// <summary>The code point that two others make together; 0 where they make none.</summary>
    public int Compose(int first, int second)
    {
        var (lead, vowel) = (first - LeadFirst, second - VowelFirst);
        if ((uint)lead < HangulCount / (VowelCount * TrailCount) && (uint)vowel < VowelCount)
            return HangulFirst + (lead * VowelCount + vowel) * TrailCount;
        var (syllable, trail) = (first - HangulFirst, second - TrailFirst);
        if ((uint)syllable < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
            return first + trail;
        return _compositions.GetValueOrDefault((first, second));
    }

    static void DecomposeHangul(int syllable, GrowingList<int> output)
    {
        output.Add(LeadFirst + syllable / (VowelCount * TrailCount));
        output.Add(VowelFirst + syllable / TrailCount % VowelCount);
        if (syllable % TrailCount != 0)
            output.Add(TrailFirst + syllable % TrailCount);
    }

    void ReadDecompositions(ReadOnlySpan<uint> words, ref int next)
    {
        for (var left = words[next++]; left > 0; left--)
        {
            var (point, length) = (words[next], (int)words[next + 1]);
            var map = (point & CompatibilityOnly) != 0 ? _compatible : _canonical;
            map.Set((int)(point & ~CompatibilityOnly), next + 1);
            for (var i = 1; i <= length + 1; i++)
                _decompositions[next + i] = (int)words[next + i];
            next += length + 2;
        }
    }

    static byte[] Read()
    {
        using var resource = typeof(UnicodeTables).Assembly.GetManifestResourceStream("unicode.bin")!;
        using var inflated = new MemoryStream();
        using (var deflated = new DeflateStream(resource, CompressionMode.Decompress))
            deflated.CopyTo(inflated);
        return inflated.ToArray();
    }
}
