using SqlInference.Inference.Features;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>Explains weighted sums: what a feature or text adds to a margin, less what it adds on average.</summary>
sealed unsafe class LinearExplainer : MarginExplainer
{
    readonly LinearModel _model;
    readonly IReadOnlyList<TextInput> _texts;
    readonly LinearMeans _means;
    readonly IReadOnlyList<IReadOnlyList<InputShare>> _origins;
    readonly int _inputs;
    readonly NgramScratch _scratch = new();
    readonly float[] _sums;

    public LinearExplainer(
        LinearModel model, IReadOnlyList<TextInput> texts, LinearMeans means, IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs)
    {
        (_model, _texts, _means, _origins, _inputs) = (model, texts, means, origins, inputs);
        _sums = new float[model.Outputs];
        Expected = [.. Enumerable.Range(0, model.Outputs).Select(output => model.Intercepts[output]
            + means.Features.Select((mean, feature) => mean * WeightOf(feature, output)).Sum() + means.Texts.Sum(text => text[output]))];
    }

    public override IReadOnlyList<double> Expected { get; }

    public override long Work => (long)_model.DenseFeatures * _model.Outputs;

    public override void Add(in FeatureBlock block, double weight, double* values)
    {
        for (var feature = 0; feature < _model.DenseFeatures; feature++)
        {
            foreach (var (input, share) in _origins[feature])
            {
                for (var output = 0; output < _model.Outputs; output++)
                    AddFeature(block, feature, weight * share * WeightOf(feature, output), Target(values, block, output, input));
            }
        }

        var first = _model.DenseFeatures;
        for (var text = 0; text < _texts.Count; text++)
        {
            AddText(block, text, first, weight, values);
            first += _texts[text].Vectorizer.Terms;
        }
    }

    void AddFeature(in FeatureBlock block, int feature, double factor, double* target)
    {
        var column = block.Values + (long)feature * block.Stride;
        var mean = _means.Features[feature];
        for (var row = 0; row < block.Rows; row++)
            target[row] += factor * ((float.IsNaN(column[row]) ? 0 : column[row]) - mean);
    }

    void AddText(in FeatureBlock block, int text, int first, double weight, double* values)
    {
        var (input, vectorizer) = (_texts[text].Input, _texts[text].Vectorizer);
        ref readonly var column = ref block.Arguments[input];
        for (var row = 0; row < block.Rows; row++)
        {
            _sums.AsSpan().Clear();
            if (column.IsValid(block.Start + row))
                _model.AddText(vectorizer, first, column.Utf8At(block.Start + row), _scratch, _sums, stride: 1, row: 0);
            for (var output = 0; output < _sums.Length; output++)
                Target(values, block, output, input)[row] += weight * (_sums[output] - _means.Texts[text][output]);
        }
    }

    double WeightOf(int feature, int output) => _model.Weights[feature * _model.Outputs + output];

    double* Target(double* values, in FeatureBlock block, int output, int input) => values + ((long)output * _inputs + input) * block.Stride;
}
