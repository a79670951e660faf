using SqlInference.Inference.Linear;
using SqlInference.Inference.Perceptrons;

namespace SqlInference.Training.Linear;

/// <summary>Targets as they are fitted: less an offset, and then divided.</summary>
readonly record struct TargetScale(double Offset, double Divisor)
{
    public static readonly TargetScale None = new(0, 1);

    /// <summary>Standard deviation 1, and mean 0 where an intercept can give it back.</summary>
    public static TargetScale Of(double[] targets, bool hasIntercept)
    {
        var mean = targets.Average();
        var deviation = Math.Sqrt(targets.Sum(target => (target - mean) * (target - mean)) / targets.Length);
        return new(hasIntercept ? mean : 0, deviation > 0 ? deviation : 1);
    }

    public double Apply(double target) => (target - Offset) / Divisor;

    /// <summary>The perceptron that gives unscaled margins.</summary>
    public PerceptronModel Undo(PerceptronModel model)
    {
        var (offset, divisor) = this;
        var last = model.Layers[^1];
        return this == None ? model : new([.. model.Layers.SkipLast(1), new(last.Inputs, [.. last.Weights.ToArray().Select(weight => (float)(weight * divisor))],
            [.. last.Intercepts.ToArray().Select(intercept => (float)(intercept * divisor + offset))])]);
    }

    /// <summary>The model that gives unscaled margins.</summary>
    public LinearModel Undo(LinearModel model)
    {
        var (offset, divisor) = this;
        return this == None ? model : new(model.DenseFeatures, [.. model.Weights.ToArray().Select(weight => (float)(weight * divisor))],
            [.. model.Intercepts.ToArray().Select(intercept => (float)(intercept * divisor + offset))]);
    }
}
