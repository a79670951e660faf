using SqlInference.Inference.Columns;
using SqlInference.Inference.Tests.Onnx;

namespace SqlInference.Inference.Tests.Text;

/// <summary>Reviews rated by a small model that has the inputs and outputs of a fine-tuned BERT.</summary>
public sealed class TextBackendTests
{
    static readonly string[] Reviews =
    [
        "Great product, I love it!", "awful", "It is okay.", "", "bad and slow", "This phone is good and solid, use it", "excellent. perfect!",
        "terrible, worst, broken", string.Concat(Enumerable.Repeat("good book, ", 300)), "not known at all", "Zu gut",
    ];

    static readonly long[] Stars = [5, 1, 3, 3, 2, 4, 5, 1, 4, 3, 3];

    [Theory]
    [InlineData("star-rating")]
    [InlineData("int32")]
    [InlineData("half")]
    [InlineData("unmasked")]
    public void Reviews_are_rated(string model)
    {
        using var backend = TextModels.Load(model);
        using var batch = new Batch().AddText(Reviews);
        Assert.Equal(Stars, batch.Run<long>(backend));
    }

    [Theory]
    [InlineData("star-rating")]
    [InlineData("int32")]
    [InlineData("unmasked")]
    public void A_text_has_the_same_answer_alone_and_in_any_company(string model)
    {
        using var backend = TextModels.Load(model);
        var random = new Random(4);
        var texts = Enumerable.Range(0, 300).Select(_ => string.Join(' ', random.GetItems(TokenizerWords(), random.Next(60)))).ToArray();
        using var together = new Batch().AddText(texts);
        var answers = together.Run<float>(backend, "probabilities");
        for (var row = 0; row < texts.Length; row++)
        {
            using var alone = new Batch().AddText(texts[row]);
            // Sums over more numbers, of which the padding's are zero, may be rounded otherwise.
            Assert.Equal(alone.Run<float>(backend, "probabilities"), answers.AsSpan(row * 5, 5).ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_the_logits()
    {
        using var backend = TextModels.Load("star-rating");
        Assert.Equal(["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], backend.ClassLabels);
        using var batch = new Batch().AddText("great", "awful");
        var probabilities = batch.Run<float>(backend, "probabilities");
        // Five stars, but for the two tokens around the text, which say three with a hundredth of the weight each.
        var stars = (5 + 0.06) / 1.02;
        var weights = Enumerable.Range(1, 5).Select(k => Math.Exp(2 * k * stars - k * k)).ToArray();
        for (var k = 0; k < 5; k++)
            Assert.Equal(weights[k] / weights.Sum(), probabilities[k], 1e-5);
        Assert.Equal(1, probabilities[5..].Sum(), 1e-6);
    }

    [Theory]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int64)]
    public void Whole_numbers_are_those_the_labels_begin_with(ElementType returns)
    {
        using var backend = TextModels.Load("star-rating", returns);
        using var batch = new Batch().AddText("great", "awful");
        Assert.Equal([5, 1], batch.Run<long>(backend));
    }

    [Fact]
    public void Labels_are_texts_or_numbers_as_the_function_returns()
    {
        using var batch = new Batch().AddText("great", "awful");
        using var text = TextModels.Load("star-rating", ElementType.Utf8);
        Assert.Equal(["5 stars", "1 star"], batch.RunText(text));
        using var real = TextModels.Load("star-rating", ElementType.Float32);
        Assert.Equal([5.0, 1.0], batch.Run<double>(real));
        using var unnamed = TextModels.Load("star-rating", options: TextModels.Options() with { Configuration = null });
        Assert.Equal([4, 0], batch.Run<long>(unnamed));
        Assert.Equal("LABEL_4", unnamed.ClassLabels[4]);
    }

    [Theory]
    [InlineData(ElementType.Float64, "0.5", "1.5", "-2", "3.25 or so", "4")]
    [InlineData(ElementType.Int32, "-1", "1", "2_two", "3-three", "LABEL_4")]
    public void Labels_that_are_numbers_are_read_as_such(ElementType returns, params string[] labels)
    {
        using var backend = TextModels.Load("star-rating", returns, configuration: Configuration(labels));
        using var batch = new Batch().AddText("awful", "bad", "okay", "good", "great");
        if (returns == ElementType.Float64)
            Assert.Equal([0.5, 1.5, -2, 3.25, 4], batch.Run<double>(backend));
        else
            Assert.Equal([-1, 1, 2, 3, 4], batch.Run<long>(backend));
    }

    [Fact]
    public void A_list_is_the_models_numbers_as_they_are()
    {
        using var backend = TextModels.Load("star-rating", ElementType.Float32, list: true);
        using var batch = new Batch().AddText("great", "awful");
        var logits = batch.Run<float>(backend);
        Assert.Equal(10, logits.Length);
        Assert.Equal(2 * 5.06 / 1.02 - 1, logits[0], 1e-4);
        Assert.Empty(backend.ClassLabels);
    }

    [Fact]
    public void One_number_is_the_answer_itself()
    {
        using var backend = TextModels.Load("number", ElementType.Float64);
        using var batch = new Batch().AddText("great", "awful", "great awful");
        Assert.Equal([5.06 / 1.02, 1.06 / 1.02, 6.06 / 2.02], batch.Run<float>(backend).Select(value => Math.Round(value, 4)), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void A_model_of_fixed_size_is_filled_up()
    {
        using var backend = TextModels.Load("fixed");
        Assert.Equal(8, backend.MaxTokens);
        using var batch = new Batch().AddText("great", "awful", "bad is bad is bad is great great great great");
        Assert.Equal([5, 1, 2], batch.Run<long>(backend));
    }

    [Fact]
    public void Texts_are_cut_to_the_setting()
    {
        using var backend = TextModels.Load("star-rating", options: TextModels.Options() with { MaxTokens = 4 });
        using var batch = new Batch().AddText("great great awful awful awful awful");
        Assert.Equal([5], batch.Run<long>(backend));
        Assert.Equal(4, backend.MaxTokens);
    }

    [Fact]
    public void A_cancelled_call_ends_and_the_next_one_works()
    {
        using var backend = TextModels.Load("star-rating");
        using var batch = new Batch().AddText(Reviews);
        using var results = new ResultColumns(2, 0);
        Assert.Throws<OperationCanceledException>(() => batch.Score(backend, results, new CancellationToken(true)));
        Assert.Equal(Stars, batch.Run<long>(backend));
    }

    [Fact]
    public void Many_callers_get_their_own_answers()
    {
        using var backend = TextModels.Load("star-rating");
        Parallel.For(0, 200, i =>
        {
            using var batch = new Batch().AddText(Reviews[i % Reviews.Length], Reviews[(i + 1) % Reviews.Length]);
            Assert.Equal([Stars[i % Reviews.Length], Stars[(i + 1) % Reviews.Length]], batch.Run<long>(backend));
        });
    }

    internal static string Configuration(params string[] labels) =>
        System.Text.Json.JsonSerializer.Serialize(new { id2label = labels.Select((label, i) => (label, i)).ToDictionary(pair => $"{pair.i}", pair => pair.label) });

    static string[] TokenizerWords() => File.ReadAllLines(TextModels.PathOf("star-rating", "vocab.txt"))[5..];
}
