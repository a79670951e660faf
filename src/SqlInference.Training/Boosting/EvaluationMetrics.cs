using System.Globalization;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Hyperparameters;

namespace SqlInference.Training.Boosting;

/// <summary>The values of <c>eval_metric</c>: one or several metrics with commas between them, some with a number after @.</summary>
sealed record EvaluationMetrics : AllowedValues
{
    public static readonly EvaluationMetrics Values = new();

    static readonly string[] Regression =
        ["rmse", "rmsle", "mae", "mape", "mphe", "gamma-nloglik", "gamma-deviance", "poisson-nloglik", "tweedie-nloglik@p"];

    static readonly string[] TwoClasses = ["logloss", "error", "error@t", "auc", "aucpr"];

    static readonly string[] ManyClasses = ["mlogloss", "merror", "auc"];

    public override string Expectation => $"metrics with commas between them, of {string.Join(", ", Regression.Concat(TwoClasses).Concat(ManyClasses).Distinct())}";

    public static bool HigherIsBetter(string metric) => metric is "auc" or "aucpr";

    /// <summary>What goes with the objective; the margins of others mean nothing to a metric.</summary>
    public static IReadOnlyList<string> For(BoosterObjective objective) => objective.Problem switch
    {
        ProblemType.MulticlassClassification => ManyClasses,
        ProblemType.BinaryClassification => TwoClasses,
        _ => objective.Link == BoosterLink.Sigmoid ? [.. Regression, "logloss"] : Regression,
    };

    public static bool GoesWith(string metric, BoosterObjective objective) => For(objective).Contains(Pattern(metric));

    public static IReadOnlyList<string> Split(string text) => text.Split(',');

    public override string? Read(string text)
    {
        var metrics = text.Split(',', StringSplitOptions.TrimEntries).Select(metric => metric.ToLowerInvariant()).ToArray();
        return Array.TrueForAll(metrics, IsKnown) ? string.Join(',', metrics) : null;
    }

    static bool IsKnown(string metric)
    {
        var pattern = Pattern(metric);
        if (!Regression.Contains(pattern) && !TwoClasses.Contains(pattern) && !ManyClasses.Contains(pattern))
            return false;
        return !metric.Contains('@') || IsNumber(metric[(metric.IndexOf('@') + 1)..], pattern == "error@t" ? (0, 1) : (1, 2));
    }

    static bool IsNumber(string text, (double Least, double Below) range) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= range.Least && number < range.Below;

    /// <summary>The name as the lists above have it.</summary>
    static string Pattern(string metric) => metric.Split('@') switch
    {
        ["error", _] => "error@t",
        ["tweedie-nloglik", _] => "tweedie-nloglik@p",
        _ => metric.Contains('@') || metric == "tweedie-nloglik" ? "" : metric,
    };
}
