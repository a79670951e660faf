using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;

namespace SqlInference.Training.Automatic;

/// <summary>How good answers are for rows whose truth is known.</summary>
/// <param name="truth">For each row of the answers, the number or the position of the class.</param>
sealed class Judgement(double[] truth)
{
    readonly int[] _classes = [.. truth.Select(value => (int)value)];

    public double Value(ObjectiveMetric metric, HeldOutAnswers answers, IReadOnlyList<double>? classWeights)
    {
        if (metric == ObjectiveMetric.MeanSquaredError)
            return RegressionMetrics.MeanSquaredError(truth, answers.Values);
        if (metric == ObjectiveMetric.Auc)
            return ClassificationMetrics.Auc(_classes, [.. Enumerable.Range(0, answers.Rows.Length).Select(row => answers.Of(row)[1])]);
        var predicted = answers.Decide(classWeights);
        return metric == ObjectiveMetric.Accuracy ? ClassificationMetrics.Accuracy(_classes, predicted)
            : metric == ObjectiveMetric.F1 ? ClassificationMetrics.F1(_classes, predicted)
            : ClassificationMetrics.F1Macro(_classes, predicted, answers.Width);
    }

    /// <summary>The same, turned so that more is better; what cannot be told is worst.</summary>
    public double Score(ObjectiveMetric metric, HeldOutAnswers answers, IReadOnlyList<double>? classWeights)
    {
        var value = Value(metric, answers, classWeights);
        return double.IsNaN(value) ? double.NegativeInfinity : metric.HigherIsBetter ? value : -value;
    }

    /// <summary>What SHOW MODEL calls a metric of held-out rows.</summary>
    public static string KeyOf(ObjectiveMetric metric, ProblemType problem) => metric switch
    {
        _ when metric == ObjectiveMetric.MeanSquaredError => "validation:mse",
        _ when metric == ObjectiveMetric.Auc => "validation:auc",
        _ when metric == ObjectiveMetric.F1 => "validation:f1_binary",
        _ when metric == ObjectiveMetric.F1Macro => "validation:f1_macro",
        _ => problem == ProblemType.BinaryClassification ? "validation:accuracy" : "validation:multiclass_accuracy",
    };
}
