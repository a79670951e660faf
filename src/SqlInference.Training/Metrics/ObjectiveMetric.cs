using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using static SqlInference.Inference.Pipelines.ProblemType;

namespace SqlInference.Training.Metrics;

/// <summary>A metric that models are compared by: what OBJECTIVE names where it is not the loss of XGBoost.</summary>
public sealed record ObjectiveMetric
{
    public static readonly ObjectiveMetric MeanSquaredError = new("MSE", false, Regression);

    public static readonly ObjectiveMetric Accuracy = new("Accuracy", true, BinaryClassification, MulticlassClassification);

    public static readonly ObjectiveMetric F1 = new("F1", true, BinaryClassification);

    public static readonly ObjectiveMetric F1Macro = new("F1_Macro", true, BinaryClassification, MulticlassClassification);

    public static readonly ObjectiveMetric Auc = new("AUC", true, BinaryClassification);

    public static readonly IReadOnlyList<ObjectiveMetric> All = [MeanSquaredError, Accuracy, F1, F1Macro, Auc];

    ObjectiveMetric(string name, bool higherIsBetter, params ProblemType[] problems) =>
        (Name, HigherIsBetter, Problems) = (name, higherIsBetter, problems);

    public string Name { get; }

    public bool HigherIsBetter { get; }

    public IReadOnlyList<ProblemType> Problems { get; }

    /// <summary>What counts where no OBJECTIVE is given, as in Redshift.</summary>
    public static ObjectiveMetric For(ProblemType problem) => problem switch
    {
        Regression => MeanSquaredError,
        BinaryClassification => F1,
        _ => Accuracy,
    };

    /// <param name="name">Case does not count, and F1Macro is F1_Macro.</param>
    /// <returns>Null where there is no such metric.</returns>
    public static ObjectiveMetric? TryFind(string name) =>
        All.FirstOrDefault(metric => metric.Name.Replace("_", "").Equals(name.Trim().Replace("_", ""), StringComparison.OrdinalIgnoreCase));

    /// <exception cref="SqlInferenceException">There is no such metric.</exception>
    public static ObjectiveMetric Find(string name) => TryFind(name) ?? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
        $"OBJECTIVE '{name}' is not known.", $"Use {string.Join(", ", All.Select(metric => metric.Name))}.");

    /// <exception cref="SqlInferenceException">The metric says nothing about such models.</exception>
    public void Check(ProblemType problem)
    {
        if (!Problems.Contains(problem))
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"OBJECTIVE '{Name}' does not go with {problem.Words()}.",
                $"For {problem.Words()} use {string.Join(" or ", All.Where(metric => metric.Problems.Contains(problem)).Select(metric => metric.Name))}.");
        }
    }

    /// <summary>Whether one score is better than another; NaN is worse than any.</summary>
    public bool IsBetter(double score, double than) =>
        !double.IsNaN(score) && (double.IsNaN(than) || (HigherIsBetter ? score > than : score < than));
}
