using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>Explains trees that look at the scores of texts behind features.</summary>
/// <param name="trees">Explains the trees.</param>
/// <param name="features">How many features come before the scores.</param>
sealed unsafe class TextTreesExplainer(MarginExplainer trees, TextScores scores, int features) : MarginExplainer
{
    readonly NgramScratch _scratch = new();
    float[] _values = [];

    public override IReadOnlyList<double> Expected => trees.Expected;

    public override long Work => trees.Work;

    public override void Add(in FeatureBlock block, double weight, double* values)
    {
        if (_values.Length == 0)
            _values = new float[(features + scores.Width) * block.Stride];
        fixed (float* own = _values)
            trees.Add(scores.Beside(block, features, own, _scratch), weight, values);
    }
}
