using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;

namespace SqlInference.Training.Automatic;

/// <summary>Judges answers for rows whose truth is known, by what a model is to be good at.</summary>
/// <param name="truth">For each row of the answers, the number or the position of the class.</param>
/// <param name="parts">For each row the part it belongs to: what is learnt for decisions in a part is learnt from the others.</param>
sealed class Judgement(ObjectiveMetric objective, double[] truth, int[] parts)
{
    // With more classes than this each has too few rows to tell what it should count for.
    const int MostClasses = 50;

    readonly int[] _classes = [.. truth.Select(value => (int)value)];

    public ObjectiveMetric Objective => objective;

    /// <summary>How good answers are, turned so that more is better; what cannot be told is worst.</summary>
    public double Score(HeldOutAnswers answers)
    {
        var value = Value(objective, answers);
        return double.IsNaN(value) ? double.NegativeInfinity : objective.HigherIsBetter ? value : -value;
    }

    /// <summary>A metric of the decisions that are best for the objective.</summary>
    public double Value(ObjectiveMetric metric, HeldOutAnswers answers) => metric switch
    {
        _ when metric == ObjectiveMetric.MeanSquaredError => RegressionMetrics.MeanSquaredError(truth, answers.Values),
        _ when metric == ObjectiveMetric.Auc =>
            ClassificationMetrics.Auc(_classes, [.. Enumerable.Range(0, answers.Rows.Length).Select(row => answers.Of(row)[1])]),
        _ when metric == ObjectiveMetric.Accuracy => ClassificationMetrics.Accuracy(_classes, Decide(answers)),
        _ when metric == ObjectiveMetric.F1 => ClassificationMetrics.F1(_classes, Decide(answers)),
        _ => ClassificationMetrics.F1Macro(_classes, Decide(answers), answers.Width),
    };

    /// <summary>What the probability of each class should count for; null where the likeliest class is the best answer.</summary>
    public double[]? ClassWeights(HeldOutAnswers answers) => Weights(answers, [.. Enumerable.Range(0, truth.Length)]);

    /// <summary>What SHOW MODEL calls a metric of held-out rows.</summary>
    public static string KeyOf(ObjectiveMetric metric, ProblemType problem) => metric switch
    {
        _ when metric == ObjectiveMetric.MeanSquaredError => "validation:mse",
        _ when metric == ObjectiveMetric.Auc => "validation:auc",
        _ when metric == ObjectiveMetric.F1 => "validation:f1_binary",
        _ when metric == ObjectiveMetric.F1Macro => "validation:f1_macro",
        _ => problem == ProblemType.BinaryClassification ? "validation:accuracy" : "validation:multiclass_accuracy",
    };

    /// <summary>Decisions for each part, by weights that the other parts gave.</summary>
    int[] Decide(HeldOutAnswers answers)
    {
        var classes = new int[truth.Length];
        foreach (var part in parts.Distinct())
        {
            var weights = Weights(answers, [.. Enumerable.Range(0, truth.Length).Where(row => parts[row] != part)]);
            for (var row = 0; row < classes.Length; row++)
            {
                if (parts[row] == part)
                    classes[row] = answers.Decide(row, weights);
            }
        }

        return classes;
    }

    double[]? Weights(HeldOutAnswers answers, IReadOnlyList<int> rows)
    {
        // Accuracy is best where the likeliest class is chosen; the area under the curve chooses none.
        if ((objective != ObjectiveMetric.F1 && objective != ObjectiveMetric.F1Macro) || answers.Width > MostClasses)
            return null;
        Func<int[], double> score = objective == ObjectiveMetric.F1 ? counts => F1(counts, 2, 1) : counts => MacroF1(counts, answers.Width);
        return Array.ConvertAll(DecisionOffsets.Find(answers, _classes, rows, score), Math.Exp);
    }

    static double MacroF1(int[] counts, int classes)
    {
        var sum = 0.0;
        for (var label = 0; label < classes; label++)
            sum += F1(counts, classes, label);
        return sum / classes;
    }

    /// <param name="counts">Rows by true class and chosen class.</param>
    static double F1(int[] counts, int classes, int label)
    {
        var present = 0;
        for (var other = 0; other < classes; other++)
            present += counts[label * classes + other] + counts[other * classes + label];
        return present == 0 ? 0 : 2.0 * counts[label * classes + label] / present;
    }
}
