using System.Globalization;

namespace SqlInference.Inference.Onnx;

/// <summary>The attributes of one node that tell something about its classes and its width.</summary>
sealed class NodeAttributes
{
    int _coefficients;
    int _scales;
    long _targets = 1;
    long _largestFeature = -1;
    int _intercepts;

    public IReadOnlyList<string>? ClassLabels { get; private set; }

    public static bool Wants(string name) => name is "classlabels_strings" or "classlabels_ints" or "classlabels_int64s"
        or "nodes_featureids" or "coefficients" or "intercepts" or "scale" or "offset";

    public void Add(Value value)
    {
        switch (value.Name)
        {
            case "classlabels_strings" when value.Texts.Count > 0:
                ClassLabels = value.Texts;
                break;
            case "classlabels_ints" or "classlabels_int64s" when value.Integers.Count > 0:
                ClassLabels = value.Integers.ConvertAll(label => label.ToString(CultureInfo.InvariantCulture));
                break;
            case "nodes_featureids" when value.Integers.Count > 0:
                _largestFeature = value.Integers.Max();
                break;
            case "coefficients":
                _coefficients = value.FloatCount;
                break;
            case "intercepts":
                _intercepts = value.FloatCount;
                break;
            case "scale" or "offset":
                _scales = Math.Max(_scales, value.FloatCount);
                break;
            case "targets":
                _targets = value.Integer;
                break;
        }
    }

    /// <summary>What an attribute holds, of whichever kind.</summary>
    public sealed class Value(string name)
    {
        public string Name => name;

        public long Integer { get; set; }

        public int FloatCount { get; set; }

        public List<long> Integers { get; } = [];

        public List<string> Texts { get; } = [];
    }

    /// <summary>How many values per row the operator reads; a count of 0 where its attributes do not say.</summary>
    public FeatureCount FeatureCount(string operatorType) => operatorType switch
    {
        "TreeEnsembleRegressor" or "TreeEnsembleClassifier" or "TreeEnsemble" when _largestFeature is >= 0 and < int.MaxValue =>
            new((int)_largestFeature + 1, IsExact: false),
        "LinearRegressor" when _targets > 0 && _coefficients % _targets == 0 => new((int)(_coefficients / _targets), IsExact: true),
        "LinearClassifier" when _intercepts > 0 && _coefficients % _intercepts == 0 => new(_coefficients / _intercepts, IsExact: true),
        // A single scale serves rows of any width.
        "Scaler" when _scales > 1 => new(_scales, IsExact: true),
        _ => default,
    };
}
