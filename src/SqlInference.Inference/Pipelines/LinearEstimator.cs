using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Pipelines;

/// <summary>Weights of features, and of the terms of texts.</summary>
/// <param name="texts">The inputs that are read word by word, in the order of their weights.</param>
/// <param name="means">What a training row is like on average; null where nobody has found out.</param>
public sealed class LinearEstimator(LinearModel model, IReadOnlyList<TextInput> texts, LinearMeans? means = null) : Estimator
{
    // Its bytes, its place in the tables, and what it weighs.
    const long BytesPerTerm = 100;

    public LinearModel Model => model;

    /// <summary>The inputs that are read word by word, in the order of their weights.</summary>
    public IReadOnlyList<TextInput> Texts => texts;

    /// <summary>What a training row is like on average; null where nobody has found out.</summary>
    public LinearMeans? Means => means;

    public override int Outputs => model.Outputs;

    public override bool CanExplain => means is not null;

    public override long MemoryBytes => sizeof(float) * (long)model.Weights.Length + texts.Sum(text => BytesPerTerm * text.Vectorizer.Terms);

    public override object CreateScratch() => new NgramScratch();

    public override void Check(int features, IReadOnlyList<ModelInput> inputs)
    {
        if (model.DenseFeatures != features)
            throw new InvalidDataException($"it has weights for {model.DenseFeatures} features, and there are {features}");
        if (model.Features != features + texts.Sum(text => text.Vectorizer.Terms))
            throw new InvalidDataException("it has not as many weights as its vocabularies have terms");
        if (texts.Any(text => (uint)text.Input >= (uint)inputs.Count || inputs[text.Input].Type != ElementType.Utf8))
            throw new InvalidDataException("it reads an input that is no text");
        if (means is not null && (means.Features.Count != features || means.Texts.Count != texts.Count || means.Texts.Any(text => text.Count != Outputs)))
            throw new InvalidDataException("it has not as many means as weights");
    }

    public override MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) =>
        new LinearExplainer(model, texts, means!, origins, inputs);

    public override EstimatorDocument Save(string name, Func<string, Stream> createFile)
    {
        var file = Save($"{name}.linear", LinearFile.Write(model), createFile);
        return new LinearDocument(file, [.. texts.Select((text, position) => new TextDocument(
            text.Input, Save($"{name}-text{position + 1}.ngrams", NgramFile.Write(text.Vectorizer), createFile)))], means);
    }

    public override unsafe void Score(in FeatureBlock block, object? scratch, float* margins)
    {
        var sums = new Span<float>(margins, model.Outputs * block.Stride);
        model.Begin(sums, block.Stride, block.Rows);
        if (model.DenseFeatures > 0)
            model.AddDense(new(block.Values, model.DenseFeatures * block.Stride), block.Stride, block.Rows, sums, block.Stride);
        var first = model.DenseFeatures;
        foreach (var text in texts)
        {
            ref readonly var column = ref block.Arguments[text.Input];
            for (var row = 0; row < block.Rows; row++)
            {
                if (column.IsValid(block.Start + row))
                    model.AddText(text.Vectorizer, first, column.Utf8At(block.Start + row), (NgramScratch)scratch!, sums, block.Stride, row);
            }

            first += text.Vectorizer.Terms;
        }
    }

    static string Save(string name, byte[] content, Func<string, Stream> createFile)
    {
        using var stream = createFile(name);
        stream.Write(content);
        return name;
    }
}
