using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using static SqlInference.Inference.Pipelines.ProblemType;
using static SqlInference.Training.Boosting.BoosterLink;

namespace SqlInference.Training.Boosting;

/// <summary>The objectives of XGBoost that can be trained here, and why others cannot.</summary>
public static class BoosterObjectives
{
    public static readonly BoosterObjective SquaredError = new("reg:squarederror", Regression, Identity, "rmse", LabelRange.Numbers);

    public static readonly BoosterObjective BinaryLogistic = new("binary:logistic", BinaryClassification, Sigmoid, "logloss", LabelRange.TwoClasses);

    public static readonly BoosterObjective Softmax = new("multi:softmax", MulticlassClassification, BoosterLink.Softmax, "mlogloss", LabelRange.Numbers);

    public static readonly BoosterObjective Tweedie = new("reg:tweedie", Regression, Exponential, "tweedie-nloglik@1.5", LabelRange.NotNegative);

    public static readonly IReadOnlyList<BoosterObjective> All =
    [
        SquaredError,
        new("reg:squaredlogerror", Regression, Identity, "rmsle", LabelRange.AboveMinusOne),
        new("reg:absoluteerror", Regression, Identity, "mae", LabelRange.Numbers),
        new("reg:pseudohubererror", Regression, Identity, "mphe", LabelRange.Numbers),
        new("reg:logistic", Regression, Sigmoid, "rmse", LabelRange.Shares),
        new("reg:gamma", Regression, Exponential, "gamma-nloglik", LabelRange.Positive),
        Tweedie,
        new("count:poisson", Regression, Exponential, "poisson-nloglik", LabelRange.NotNegative),
        BinaryLogistic,
        // XGBoost answers with the margin; the loss, and so what the margin means, is that of binary:logistic. Its logloss would be
        // computed from the margin, which says nothing.
        new("binary:logitraw", BinaryClassification, Sigmoid, "auc", LabelRange.TwoClasses),
        new("binary:hinge", BinaryClassification, Sign, "error", LabelRange.TwoClasses),
        Softmax,
        new("multi:softprob", MulticlassClassification, BoosterLink.Softmax, "mlogloss", LabelRange.Numbers),
    ];

    static readonly Dictionary<string, string> Refused = new()
    {
        ["rank:pairwise"] = NoGroups,
        ["rank:ndcg"] = NoGroups,
        ["rank:map"] = NoGroups,
        ["survival:cox"] = NoCensoring,
        ["survival:aft"] = NoCensoring,
    };

    const string NoGroups = "it orders rows within groups, and no clause says which rows are a group";

    const string NoCensoring = "it needs to know which rows are censored, and no clause says so";

    public static string Names => string.Join(", ", All.Select(objective => objective.Name));

    /// <param name="name">Case does not count; <c>reg:linear</c> is the former name of <c>reg:squarederror</c>.</param>
    /// <exception cref="SqlInferenceException">There is no such objective, or it cannot be trained here.</exception>
    public static BoosterObjective Find(string name)
    {
        var wanted = name.Trim().ToLowerInvariant();
        if (wanted == "reg:linear")
            return SquaredError;
        if (All.FirstOrDefault(objective => objective.Name == wanted) is { } found)
            return found;
        throw Refused.TryGetValue(wanted, out var why)
            ? new SqlInferenceException(ErrorConditions.StatementNotSupported, $"OBJECTIVE '{wanted}' cannot be trained here: {why}.", $"Use one of {Names}.")
            : new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"XGBoost has no objective '{name}'.",
                NearestNames.Question(name, All.Select(objective => objective.Name)) ?? $"Use one of {Names}.");
    }

    /// <summary>The objective for a problem where none is stated.</summary>
    public static BoosterObjective For(ProblemType problem) => problem switch
    {
        Regression => SquaredError,
        BinaryClassification => BinaryLogistic,
        _ => Softmax,
    };
}
