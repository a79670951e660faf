using SqlInference.Inference.Backends;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Trees;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Pipelines;

/// <summary>Boosted trees.</summary>
public sealed class TreesEstimator : Estimator
{
    readonly byte[] _model;
    readonly TreeEvaluator _evaluator;

    // Few callers ask why: the model is read once more for the first of them.
    readonly Lazy<TreePaths> _paths;

    /// <param name="model">XGBoost's model in UBJSON.</param>
    public TreesEstimator(byte[] model)
    {
        _model = model;
        var ensemble = ReadEnsemble();
        Outputs = ensemble.Outputs;
        Features = ensemble.Features;
        _evaluator = new(ensemble);
        CanExplain = TreePaths.CanBeTold(ensemble);
        _paths = new(() => new(XGBoostFile.Read(model, "trees").Ensemble));
    }

    /// <summary>How many features the trees were learnt from.</summary>
    public int Features { get; }

    public override int Outputs { get; }

    public override bool CanExplain { get; }

    public override long MemoryBytes => _evaluator.MemoryBytes + _model.Length;

    /// <summary>The trees as they were learnt: what scores rows has another form, and keeps no more than that.</summary>
    public TreeEnsemble ReadEnsemble() => XGBoostFile.Read(_model, "trees").Ensemble;

    public override void Check(int features, IReadOnlyList<ModelInput> inputs)
    {
        if (Features > features)
            throw new InvalidDataException($"its trees look at {Features} features, and there are {features}");
    }

    public override MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) =>
        new TreesExplainer(_paths.Value, origins, inputs);

    public override EstimatorDocument Save(string name, Func<string, Stream> createFile)
    {
        var file = $"{name}.ubj";
        using var stream = createFile(file);
        stream.Write(_model);
        return new TreesDocument(file);
    }

    public override unsafe void Score(in FeatureBlock block, object? scratch, float* margins) =>
        _evaluator.Evaluate(block.Values, block.Stride, block.Rows, margins, block.Stride);

    protected override void Dispose(bool disposing)
    {
        _evaluator.Dispose();
        base.Dispose(disposing);
    }
}
