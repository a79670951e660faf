using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// Turns UTF-8 text into weighted terms, n-grams of words or characters: without strings, without allocating per text, in
/// bounded memory beyond the text, for any bytes. Immutable; threads share it, each with a scratch of its own.
/// </summary>
public sealed class NgramVectorizer
{
    // Of counts that occur: ln is slow.
    static readonly float[] SublinearCounts = [.. Enumerable.Range(0, 256).Select(count => count == 0 ? 0 : 1 + MathF.Log(count))];

    // The table of n-grams is larger than the inner caches: enough tokens to fetch a slot from the outer one.
    const int FetchAhead = 6;

    readonly float[] _idf;

    /// <param name="vocabulary">Null where terms are hashed.</param>
    /// <param name="idf">What each term's count is multiplied with.</param>
    internal NgramVectorizer(NgramSettings settings, NgramVocabulary? vocabulary, float[] idf)
    {
        Settings = settings;
        Vocabulary = vocabulary;
        _idf = idf;
    }

    public NgramSettings Settings { get; }

    /// <summary>How many terms there are; their numbers begin at 0.</summary>
    public int Terms => _idf.Length;

    public ReadOnlySpan<float> Idf => _idf;

    internal NgramVocabulary? Vocabulary { get; }

    /// <summary>The tokens of a term, first to last. Hashed terms have none.</summary>
    public IReadOnlyList<string> TokensOf(int term) => Vocabulary?.TokensOf(term) ?? [];

    /// <summary>Leaves the text's terms and their weights in <paramref name="scratch"/>.</summary>
    public void Vectorize(ReadOnlySpan<byte> utf8, NgramScratch scratch, CancellationToken cancellation = default)
    {
        scratch.Begin(Vocabulary?.Nodes ?? Terms);
        bool goesOn;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            goesOn = scratch.Reader.Read(utf8, Settings);
            if (Vocabulary is { } vocabulary)
                CountNodes(vocabulary, scratch, goesOn);
            else
                CountHashes(scratch, goesOn);
        }
        while (goesOn);

        Weigh(scratch);
        scratch.End();
    }

    /// <summary>Counts the n-grams that begin in this stretch; those that may reach into the next one wait for it.</summary>
    void CountNodes(NgramVocabulary vocabulary, NgramScratch scratch, bool goesOn)
    {
        var (reader, tokens, ngrams) = (scratch.Reader, vocabulary.Tokens, vocabulary.Ngrams);
        ref readonly var bytes = ref MemoryMarshal.GetReference(reader.Bytes);
        var places = reader.Tokens;
        var read = scratch.TokenNumbers.Extend(places.Length);
        for (var i = 0; i < places.Length; i++)
            read[i] = tokens.Find(in Unsafe.Add(ref Unsafe.AsRef(in bytes), places[i].Start), places[i].Length);

        ReadOnlySpan<int> numbers = scratch.TokenNumbers.Span;
        var most = Settings.MaxLength;
        var starts = goesOn ? Math.Max(0, numbers.Length - (most - 1)) : numbers.Length;
        var counts = scratch.Counts;
        var before = scratch.Found.Count;
        var found = scratch.Found.Extend(starts * most);
        var count = 0;
        for (var start = 0; start < starts; start++)
        {
            if (most > 1 && start + FetchAhead < numbers.Length - 1)
                ngrams.Prefetch(numbers[start + FetchAhead], numbers[start + FetchAhead + 1]);
            var node = numbers[start];
            if (node < 0)
                continue;
            // Without a branch: whether an n-gram is new to the text cannot be foretold.
            found[count] = node;
            count += counts[node]++ == 0 ? 1 : 0;
            var end = Math.Min(start + most, numbers.Length);
            for (var next = start + 1; next < end && numbers[next] >= 0; next++)
            {
                node = ngrams.Find(node, numbers[next]);
                if (node < 0)
                    break;
                found[count] = node;
                count += counts[node]++ == 0 ? 1 : 0;
            }
        }

        scratch.Found.Truncate(before + count);
        scratch.TokenNumbers.RemoveFirst(0, starts);
    }

    void CountHashes(NgramScratch scratch, bool goesOn)
    {
        var places = scratch.Reader.Tokens;
        var read = scratch.TokenHashes.Extend(places.Length);
        for (var i = 0; i < places.Length; i++)
            read[i] = TokenTable.Hash(in scratch.Reader.Bytes[places[i].Start], places[i].Length);

        ReadOnlySpan<ulong> hashes = scratch.TokenHashes.Span;
        var (least, most, shift) = (Settings.MinLength, Settings.MaxLength, 64 - Settings.HashBits);
        var starts = goesOn ? Math.Max(0, hashes.Length - (most - 1)) : hashes.Length;
        for (var start = 0; start < starts; start++)
        {
            var hash = 0UL;
            for (var length = 1; length <= most && start + length <= hashes.Length; length++)
            {
                hash = TokenTable.Mix(hash, hashes[start + length - 1]);
                if (length >= least)
                {
                    var term = (int)(hash >> shift);
                    if (scratch.Counts[term]++ == 0)
                        scratch.Found.Add(term);
                }
            }
        }

        scratch.TokenHashes.RemoveFirst(0, starts);
    }

    void Weigh(NgramScratch scratch)
    {
        var found = scratch.Found.Span;
        var counts = scratch.Counts;
        // Where every node is a term, both have the same numbers.
        var isTerm = Vocabulary is null || Vocabulary.Nodes == Terms;
        var termOfNode = isTerm ? default : Vocabulary!.TermOfNode;
        var weights = scratch.FoundWeights.Extend(found.Length);
        var squares = 0d;
        var terms = 0;
        foreach (var node in found)
        {
            var count = counts[node];
            counts[node] = 0;
            var term = isTerm ? node : termOfNode[node];
            if (term < 0)
                continue;
            var frequency = !Settings.Sublinear ? count : count < SublinearCounts.Length ? SublinearCounts[count] : 1 + MathF.Log(count);
            var weight = frequency * _idf[term];
            (found[terms], weights[terms++]) = (term, weight);
            squares += weight * weight;
        }

        scratch.Found.Truncate(terms);
        scratch.FoundWeights.Truncate(terms);
        if (!Settings.Normalize || squares == 0)
            return;
        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref var weight in weights[..terms])
            weight *= scale;
    }
}
