using System.Text;
using SqlInference.Inference.Ngrams;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Ngrams;

public sealed class NgramVectorizerTests
{
    public static TheoryData<NgramSettings> Settings => new()
    {
        new NgramSettings(),
        new NgramSettings { Symbols = false, MinTokenCharacters = 2, MaxLength = 3 },
        new NgramSettings { Lowercase = false, MinLength = 2, MaxLength = 2, Sublinear = false },
        new NgramSettings { Normalize = false, MaxLength = 1 },
        new NgramSettings { Unit = NgramUnit.Character, MinLength = 3, MaxLength = 5 },
        new NgramSettings { Unit = NgramUnit.Character, MaxLength = 2, Lowercase = false },
    };

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void Random_text_gives_what_strings_and_dictionaries_give(NgramSettings settings)
    {
        var random = new Random(5);
        var texts = Enumerable.Range(0, 60).Select(i => NaiveNgrams.Text(random, i)).Append(NaiveNgrams.Text(random, 6000)).ToArray();
        var terms = texts.SelectMany(text => NaiveNgrams.Count(text, settings).Keys).Distinct()
            .Where(term => term.Split('\t').All(token => Encoding.UTF8.GetByteCount(token) <= TokenReader.MostTokenBytes))
            .Where(_ => random.Next(3) > 0).ToHashSet();
        var vectorizer = Vocabularies.Make(settings, terms);
        Assert.Equal(terms.Count, vectorizer.Terms);
        var scratch = new NgramScratch();
        foreach (var text in texts)
        {
            var expected = Weigh(vectorizer, NaiveNgrams.Count(text, settings), terms);
            var actual = Vocabularies.Vectorize(vectorizer, text, scratch);
            Assert.Equal(expected.Count, actual.Count);
            foreach (var (term, weight) in expected)
                Assert.Equal(weight, actual[term], 1e-6 * Math.Max(1, weight));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("nothing known here")]
    [InlineData("\u200b\u00a0")]
    public void A_text_without_known_terms_has_none(string text)
    {
        Assert.Empty(Vocabularies.Vectorize(Vocabularies.Make(new(), ["good", "good\tbad"]), Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Symbols_break_up_words_and_are_tokens_themselves()
    {
        var vectorizer = Vocabularies.Make(new() { Normalize = false }, ["good", "!!", "good\t!!", "!!\tgood", "good\tgood"]);
        Assert.Equal(["good", "good\t!!", "!!", "!!\tgood"], Vocabularies.Vectorize(vectorizer, "GOOD!! good"u8.ToArray()).Keys);

        var words = Vocabularies.Make(new() { Normalize = false, Symbols = false }, ["good", "!!", "good\tgood"]);
        Assert.Equal(["good", "good\tgood"], Vocabularies.Vectorize(words, "GOOD!! good"u8.ToArray()).Keys);
    }

    [Fact]
    public void A_term_that_recurs_counts_by_the_logarithm()
    {
        var often = string.Join(' ', Enumerable.Repeat("good", 1000));
        var weights = Vocabularies.Vectorize(Vocabularies.Make(new() { Normalize = false, MaxLength = 1 }, ["good"]), Encoding.UTF8.GetBytes(often));
        Assert.Equal(1 + Math.Log(1000), weights["good"], 1e-5);
    }

    [Fact]
    public void Words_that_are_cut_by_a_stretch_are_read_whole()
    {
        var vectorizer = Vocabularies.Make(new() { Sublinear = false, Normalize = false }, ["größe", "größe\tgut"]);
        for (var before = 8150; before < 8210; before++)
        {
            var text = Encoding.UTF8.GetBytes(new string(' ', before) + "Größe gut");
            Assert.Equal(["größe", "größe\tgut"], Vocabularies.Vectorize(vectorizer, text).Keys);
        }
    }

    [Fact]
    public void A_text_of_a_hundred_megabytes_takes_no_memory_of_its_own()
    {
        var text = new byte[100_000_000];
        text.AsSpan().Fill((byte)'x');
        "good bad"u8.CopyTo(text);
        " good"u8.CopyTo(text.AsSpan(text.Length - 5));
        var vectorizer = Vocabularies.Make(new() { Sublinear = false, Normalize = false }, ["good"]);
        var scratch = new NgramScratch();
        vectorizer.Vectorize("good"u8, scratch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        vectorizer.Vectorize(text, scratch);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal([2f], scratch.Weights.ToArray());
    }

    [Fact]
    public void Vectorizing_allocates_nothing_once_warm()
    {
        var random = new Random(3);
        var texts = Enumerable.Range(0, 50).Select(_ => NaiveNgrams.Text(random, 100)).ToArray();
        var vectorizer = Vocabularies.Make(new(), texts.SelectMany(text => NaiveNgrams.Count(text, new()).Keys).Where(term => term.Length < 100).ToHashSet());
        var scratch = new NgramScratch();
        foreach (var text in texts)
            vectorizer.Vectorize(text, scratch);
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (var text in texts)
                vectorizer.Vectorize(text, scratch);
        }));
    }

    [Fact]
    public void Hashed_terms_stay_what_they_are()
    {
        // Models keep hashes: these numbers may never change.
        var idf = new float[1 << 16];
        Array.Fill(idf, 1);
        var vectorizer = new NgramVectorizer(new() { HashBits = 16, Normalize = false }, null, idf);
        var scratch = new NgramScratch();
        vectorizer.Vectorize("Straße, a_word_that_is_long"u8, scratch);
        Assert.Equal("53570 4574 279 20414 9056", string.Join(' ', scratch.Terms.ToArray()));
        Assert.All(scratch.Weights.ToArray(), weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void A_cancelled_text_leaves_nothing_behind()
    {
        var vectorizer = Vocabularies.Make(new() { Normalize = false }, ["good", "bad"]);
        var scratch = new NgramScratch();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => vectorizer.Vectorize("good"u8, scratch, cancelled.Token));
        Assert.Equal(["bad"], Vocabularies.Vectorize(vectorizer, "bad"u8.ToArray(), scratch).Keys);
    }

    static Dictionary<string, double> Weigh(NgramVectorizer vectorizer, Dictionary<string, int> counts, HashSet<string> terms)
    {
        var idf = Enumerable.Range(0, vectorizer.Terms).ToDictionary(term => string.Join('\t', vectorizer.TokensOf(term)), term => vectorizer.Idf[term]);
        var weights = counts.Where(count => terms.Contains(count.Key))
            .ToDictionary(count => count.Key, count => (vectorizer.Settings.Sublinear ? 1 + Math.Log(count.Value) : count.Value) * idf[count.Key]);
        var length = vectorizer.Settings.Normalize ? Math.Sqrt(weights.Values.Sum(weight => weight * weight)) : 1;
        return weights.ToDictionary(weight => weight.Key, weight => weight.Value / length);
    }
}
