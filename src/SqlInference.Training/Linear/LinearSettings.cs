using System.Globalization;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Hyperparameters;
using static SqlInference.Training.Hyperparameters.HyperparameterTable;

namespace SqlInference.Training.Linear;

/// <summary>How a statement wants a linear model; <see cref="LinearHyperparameters"/> says what each of it means.</summary>
public sealed class LinearSettings
{
    const string Auto = "auto";
    const string Balanced = "balanced";

    internal static readonly IReadOnlyDictionary<string, LinearLoss> Losses = new Dictionary<string, LinearLoss>
    {
        ["logistic"] = LinearLoss.Logistic,
        ["hinge_loss"] = LinearLoss.Hinge,
        ["softmax_loss"] = LinearLoss.Softmax,
        ["squared_loss"] = LinearLoss.Squared,
        ["absolute_loss"] = LinearLoss.Absolute,
        ["eps_insensitive_squared_loss"] = LinearLoss.EpsilonInsensitiveSquared,
        ["eps_insensitive_absolute_loss"] = LinearLoss.EpsilonInsensitiveAbsolute,
        ["quantile_loss"] = LinearLoss.Quantile,
        ["huber_loss"] = LinearLoss.Huber,
    };

    internal static readonly string[] PredictorTypes = ["regressor", "binary_classifier", "multiclass_classifier"];

    readonly Dictionary<string, string> _values;

    LinearSettings(Dictionary<string, string> values) => _values = values;

    /// <summary>What is stated, as SHOW MODEL shows it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Stated => [.. _values];

    /// <summary>What is predicted; null where the target says.</summary>
    public ProblemType? Problem { get; private init; }

    public int? Classes => Value("num_classes") is { } classes ? int.Parse(classes, CultureInfo.InvariantCulture) : null;

    /// <summary>Null where several are to be tried.</summary>
    public double? Penalty => Value("wd") is { } penalty and not Auto ? Parsed(penalty) : null;

    public bool NormalizesData => Value("normalize_data") != "false";

    public bool NormalizesLabel => Value("normalize_label") != "false";

    public bool HasIntercept => Value("use_bias") != "false";

    /// <param name="problem">What the clause PROBLEM_TYPE says.</param>
    /// <exception cref="Errors.SqlInferenceException">A name or value is not allowed, or two of them contradict each other.</exception>
    public static LinearSettings Read(ProblemType? problem, IEnumerable<KeyValuePair<string, string>> stated)
    {
        var values = LinearHyperparameters.Table.Read(stated);
        var type = values.TryGetValue("predictor_type", out var name) ? (ProblemType)Array.IndexOf(PredictorTypes, name) : problem;
        if (problem is not null && type != problem)
            throw Invalid($"Hyperparameter predictor_type is '{name}', but PROBLEM_TYPE says {problem.Value.Words()}.", "Leave one of them out.");
        var settings = new LinearSettings(values) { Problem = type };
        settings.CheckLoss();
        if (type is { } known)
            settings.Check(known);
        return settings;
    }

    /// <summary>Refuses what means nothing to a problem.</summary>
    public void Check(ProblemType problem)
    {
        GoesOnlyWith("num_classes", problem, ProblemType.MulticlassClassification);
        GoesOnlyWith("normalize_label", problem, ProblemType.Regression);
        GoesOnlyWith("positive_example_weight_mult", problem, ProblemType.BinaryClassification);
        GoesOnlyWith("balance_multiclass_weights", problem, ProblemType.MulticlassClassification);
        if (Value("loss") is not { } name || name == Auto || ProblemOf(Losses[name]) == problem)
            return;
        throw Invalid($"Hyperparameter loss is '{name}', which does not go with {problem.Words()}.",
            $"Use {new OneOf([.. Losses.Where(loss => ProblemOf(loss.Value) == problem).Select(loss => loss.Key)]).Expectation}, or leave loss out.");
    }

    internal LinearLoss LossFor(ProblemType problem) => Value("loss") is { } name and not Auto ? Losses[name] : UsualLoss(problem);

    internal static LinearLoss UsualLoss(ProblemType problem) => problem switch
    {
        ProblemType.Regression => LinearLoss.Squared,
        ProblemType.BinaryClassification => LinearLoss.Logistic,
        _ => LinearLoss.Softmax,
    };

    internal LinearOptions Fill(LinearOptions options) => options with
    {
        Intercept = HasIntercept,
        HuberDelta = Value("huber_delta") is { } delta ? Parsed(delta) : options.HuberDelta,
        Insensitivity = Value("loss_insensitivity") is { } insensitivity ? Parsed(insensitivity) : options.Insensitivity,
        Quantile = Value("quantile") is { } quantile ? Parsed(quantile) : options.Quantile,
        MaxIterations = Value("epochs") is { } epochs ? int.Parse(epochs, CultureInfo.InvariantCulture) : options.MaxIterations,
    };

    /// <summary>How much a row of each class counts; null where all count the same.</summary>
    internal double[]? ClassWeights(int[] counts)
    {
        var isBalanced = Value("balance_multiclass_weights") == "true" || Value("positive_example_weight_mult") == Balanced;
        if (isBalanced)
            return [.. counts.Select(count => 1.0 / Math.Max(1, count))];
        return Value("positive_example_weight_mult") is { } weight ? [1, Parsed(weight)] : null;
    }

    void CheckLoss()
    {
        var loss = Value("loss") is { } name and not Auto ? Losses[name] : (LinearLoss?)null;
        GoesOnlyWithLoss("huber_delta", loss is LinearLoss.Huber, "huber_loss");
        GoesOnlyWithLoss("loss_insensitivity", loss is LinearLoss.EpsilonInsensitiveAbsolute or LinearLoss.EpsilonInsensitiveSquared,
            "eps_insensitive_squared_loss and eps_insensitive_absolute_loss");
        GoesOnlyWithLoss("quantile", loss is LinearLoss.Quantile, "quantile_loss");
    }

    void GoesOnlyWithLoss(string name, bool isFine, string losses)
    {
        if (!isFine && Value(name) is not null)
            throw Invalid($"Hyperparameter {name} does not go with loss {Value("loss") ?? Auto}; it is for {losses}.", $"Leave {name} out, or change loss.");
    }

    void GoesOnlyWith(string name, ProblemType problem, ProblemType only)
    {
        if (problem != only && Value(name) is not null)
            throw Invalid($"Hyperparameter {name} does not go with {problem.Words()}; it is for {only.Words()}.", $"Leave {name} out.");
    }

    static ProblemType ProblemOf(LinearLoss loss) => loss switch
    {
        LinearLoss.Logistic or LinearLoss.Hinge => ProblemType.BinaryClassification,
        LinearLoss.Softmax => ProblemType.MulticlassClassification,
        _ => ProblemType.Regression,
    };

    string? Value(string name) => _values.GetValueOrDefault(name);

    static double Parsed(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
