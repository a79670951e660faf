using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Pipelines;

/// <summary>Boosted trees that look at features and, behind them, at the scores of texts.</summary>
public sealed unsafe class TextTreesEstimator(TreesEstimator trees, TextScores scores) : Estimator
{
    public override int Outputs => trees.Outputs;

    public override long MemoryBytes => trees.MemoryBytes + scores.Linear.MemoryBytes;

    public override bool CanExplain => trees.CanExplain;

    public override object CreateScratch() => new Scratch();

    public override void Check(int features, IReadOnlyList<ModelInput> inputs)
    {
        scores.Linear.Check(0, inputs);
        if (scores.Linear.Means is null)
            throw new InvalidDataException("its scores of texts have no means");
        if (trees.Features != features + scores.Width)
            throw new InvalidDataException($"its trees look at {trees.Features} features, and there are {features} and {scores.Width} scores of texts");
    }

    /// <summary>A text's scores are due to that text alone: what the trees make of them is its share.</summary>
    public override MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) =>
        new TextTreesExplainer(trees.CreateExplainer([.. origins, .. scores.Origins()], inputs), scores, origins.Count);

    public override EstimatorDocument Save(string name, Func<string, Stream> createFile) =>
        new TextTreesDocument(((TreesDocument)trees.Save(name, createFile)).File, (LinearDocument)scores.Linear.Save(name, createFile));

    public override void Score(in FeatureBlock block, object? scratch, float* margins)
    {
        var own = (Scratch)scratch!;
        var values = (float*)own.Features.Reserve((nuint)((long)trees.Features * block.Stride * sizeof(float)));
        trees.Score(scores.Beside(block, trees.Features - scores.Width, values, own.Terms), null, margins);
    }

    protected override void Dispose(bool disposing)
    {
        trees.Dispose();
        base.Dispose(disposing);
    }

    sealed class Scratch : IDisposable
    {
        public NativeBuffer Features { get; } = new();

        public NgramScratch Terms { get; } = new();

        public void Dispose() => Features.Dispose();
    }
}
