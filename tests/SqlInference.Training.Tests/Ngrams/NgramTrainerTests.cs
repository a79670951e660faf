using SqlInference.Errors;
using SqlInference.Inference.Ngrams;
using SqlInference.Training.Ngrams;

namespace SqlInference.Training.Tests.Ngrams;

public sealed class NgramTrainerTests
{
    [Fact]
    public void Terms_and_weights_are_those_of_scikit_learn()
    {
        var reference = Reference.Read();
        var texts = new Texts(reference.Texts);
        var vectorizer = NgramTrainer.Train(new(), texts, texts.Rows, default);
        Assert.Equal(reference.Idf.Keys.Order(), Names(vectorizer).Order());
        for (var term = 0; term < vectorizer.Terms; term++)
            Assert.Equal(reference.Idf[Name(vectorizer, term)], vectorizer.Idf[term], 1e-6);

        var scratch = new NgramScratch();
        foreach (var row in texts.Rows)
        {
            vectorizer.Vectorize(texts[row], scratch);
            var expected = reference.Rows[row];
            Assert.Equal(expected.Count, scratch.Terms.Length);
            for (var i = 0; i < scratch.Terms.Length; i++)
                Assert.Equal(expected[Name(vectorizer, scratch.Terms[i])], scratch.Weights[i], 1e-6);
        }
    }

    [Fact]
    public void Only_the_rows_given_count()
    {
        var texts = new Texts(["a b", "a b", "a c", "c d", "c d"]);
        Assert.Equal(["a", "a b", "b"], Names(NgramTrainer.Train(new(), texts, [0, 1, 2], default)).Order());
    }

    [Fact]
    public void Terms_of_too_few_or_too_many_texts_are_left_out_but_may_be_part_of_longer_ones()
    {
        var texts = new Texts(["the cat", "the cat", "the dog", "the dog", "the fish"]);
        var names = Names(NgramTrainer.Train(new() { MinDocuments = 2, MaxDocumentPart = 0.5 }, texts, texts.Rows, default));
        Assert.Equal(["cat", "dog", "the cat", "the dog"], names.Order());
    }

    [Fact]
    public void Of_too_many_terms_those_in_the_most_texts_are_kept()
    {
        var texts = new Texts(["a b c", "a b", "a"]);
        Assert.Equal(["a", "a b", "b"], Names(NgramTrainer.Train(new() { MinDocuments = 1, MaxTerms = 3 }, texts, texts.Rows, default)).Order());
    }

    [Fact]
    public void Character_ngrams_cross_everything()
    {
        var texts = new Texts(["ab!", "aB!"]);
        var options = new NgramOptions { Settings = new() { Unit = NgramUnit.Character, MinLength = 2, MaxLength = 3 } };
        var vectorizer = NgramTrainer.Train(options, texts, texts.Rows, default);
        Assert.Equal(["a b", "a b !", "b !"], Names(vectorizer).Order());
    }

    [Fact]
    public void Rare_ngrams_are_forgotten_where_there_are_too_many()
    {
        var random = new Random(1);
        var texts = new Texts(Enumerable.Range(0, 500).Select(_ => "good dress " + string.Join(' ', Enumerable.Range(0, 20).Select(_ => random.Next(100_000)))));
        var vectorizer = NgramTrainer.Train(new() { MinDocuments = 400, MaxCandidates = 1000 }, texts, texts.Rows, default);
        Assert.Equal(["dress", "good", "good dress"], Names(vectorizer).Order());
    }

    [Fact]
    public void The_same_texts_give_the_same_file()
    {
        var texts = new Texts(Reference.Read().Texts);
        Assert.Equal(NgramFile.Write(NgramTrainer.Train(new(), texts, texts.Rows, default)), NgramFile.Write(NgramTrainer.Train(new(), texts, texts.Rows, default)));
    }

    [Fact]
    public void Texts_without_terms_give_a_vectorizer_without_terms()
    {
        var texts = new Texts(["", " ", "one", "two"]);
        var vectorizer = NgramTrainer.Train(new(), texts, texts.Rows, default);
        Assert.Equal(0, vectorizer.Terms);
        Assert.Equal(0, NgramFile.Read(NgramFile.Write(vectorizer), "test").Terms);
    }

    [Fact]
    public void Hashed_terms_have_the_idf_of_their_hash()
    {
        var texts = new Texts(["a b", "a c", "a d"]);
        var vectorizer = NgramTrainer.Train(new() { Settings = new() { HashBits = 20, MaxLength = 1, Normalize = false } }, texts, texts.Rows, default);
        var scratch = new NgramScratch();
        vectorizer.Vectorize("a b new"u8, scratch);
        Assert.Equal([1, Math.Log(4 / 2.0) + 1, Math.Log(4) + 1], scratch.Weights.ToArray().Select(weight => (double)weight), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Cancelling_is_heard_within_one_text()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var texts = new Texts(["good"]);
        Assert.Throws<OperationCanceledException>(() => NgramTrainer.Train(new(), texts, texts.Rows, cancelled.Token));
    }

    [Fact]
    public void Parameters_out_of_range_are_named()
    {
        var error = Assert.Throws<SqlInferenceException>(() => new NgramOptions { Settings = new() { MaxLength = 9 } }.Validate());
        Assert.Equal(ErrorConditions.InvalidHyperparameter, error.Condition);
        Assert.Equal("Parameter ngram_max of a text vectorizer is 9; it has to be from 1 to 8.", error.Message);
        error = Assert.Throws<SqlInferenceException>(() => new NgramOptions { MaxDocumentPart = 0 }.Validate());
        Assert.Equal("Parameter max_df of a text vectorizer is 0; it is a part of the texts, above 0 and at most 1.", error.Message);
    }

    static IEnumerable<string> Names(NgramVectorizer vectorizer) => Enumerable.Range(0, vectorizer.Terms).Select(term => Name(vectorizer, term));

    static string Name(NgramVectorizer vectorizer, int term) => string.Join(' ', vectorizer.TokensOf(term));
}
