using System.Globalization;
using SqlInference.Inference.Pipelines;
using static SqlInference.Training.Hyperparameters.HyperparameterTable;

namespace SqlInference.Training.Boosting;

/// <summary>Makes options of what a statement says, or tells what is wrong with it before anything is trained.</summary>
sealed class BoosterHyperparameterReader(IEnumerable<KeyValuePair<string, string>> settings)
{
    readonly Dictionary<string, string> _values = BoosterHyperparameters.Table.Read(settings);

    public BoosterOptions Read(BoosterObjective objective, bool isStated)
    {
        objective = Objective(objective, isStated);
        var booster = Take("booster") is { } kind ? Enum.Parse<BoosterKind>(kind, ignoreCase: true) : BoosterKind.GBTree;
        CheckBooster(booster);
        CheckObjective(objective);
        ChooseTreeMethod();
        return new()
        {
            Objective = objective,
            Booster = booster,
            Rounds = TakeNumber("num_round") ?? BoosterOptions.DefaultRounds,
            EarlyStoppingRounds = TakeNumber("early_stopping_rounds"),
            Classes = TakeNumber("num_class"),
            Metrics = Metrics(objective),
            Threads = TakeNumber("nthread") ?? 1,
            Seed = TakeNumber("seed") ?? 0,
            Parameters = _values,
        };
    }

    BoosterObjective Objective(BoosterObjective objective, bool isStated)
    {
        if (Take("objective") is not { } name)
            return objective;
        if (isStated && name != objective.Name)
            throw Invalid($"Hyperparameter objective is '{name}', but OBJECTIVE says '{objective.Name}'.", "Leave one of them out.");
        return BoosterObjectives.Find(name);
    }

    void CheckBooster(BoosterKind booster)
    {
        foreach (var name in _values.Keys)
        {
            var boosters = BoosterHyperparameters.ByName[name].Boosters;
            if (boosters.HasFlag(booster))
                continue;
            var others = string.Join(" or ", Enum.GetValues<BoosterKind>().Where(kind => boosters.HasFlag(kind)).Select(Word));
            throw Invalid($"Hyperparameter {name} means nothing to booster {Word(booster)}; it is for {others}.",
                $"Leave {name} out, or set booster to {others}.");
        }
    }

    static string Word(BoosterKind booster) => booster.ToString().ToLowerInvariant();

    void CheckObjective(BoosterObjective objective)
    {
        GoesOnlyWith("num_class", objective.NeedsClasses, objective, "multi:softmax and multi:softprob");
        GoesOnlyWith("scale_pos_weight", objective.Problem == ProblemType.BinaryClassification, objective, "objectives of two classes");
        GoesOnlyWith("tweedie_variance_power", objective == BoosterObjectives.Tweedie, objective, BoosterObjectives.Tweedie.Name);
        GoesOnlyWith("huber_slope", objective.Name == "reg:pseudohubererror", objective, "reg:pseudohubererror");
        if (!_values.TryGetValue("base_score", out var text))
            return;
        var score = float.Parse(text, CultureInfo.InvariantCulture);
        var expectation = objective.Link switch
        {
            BoosterLink.Sigmoid when objective.Name != "binary:logitraw" && score is not (> 0 and < 1) => "a number above 0 and below 1",
            BoosterLink.Exponential when score <= 0 => "a number above 0",
            _ => null,
        };
        if (expectation is not null)
        {
            throw Invalid($"Hyperparameter base_score of XGBoost is '{text}'; with objective {objective.Name} it has to be {expectation}.",
                "Give base_score such a value, or leave it out.");
        }
    }

    void GoesOnlyWith(string name, bool isFine, BoosterObjective objective, string others)
    {
        if (!isFine && _values.ContainsKey(name))
            throw Invalid($"Hyperparameter {name} does not go with objective {objective.Name}; it is for {others}.", $"Leave {name} out, or change OBJECTIVE.");
    }

    /// <summary>Without bins, XGBoost leaves out of account what is about them, or gives up after reading the rows.</summary>
    void ChooseTreeMethod()
    {
        var reason = _values.Keys.FirstOrDefault(name => name is "max_bin" or "max_leaves" or "grow_policy" || (name == "max_depth" && _values[name] == "0"));
        if (reason is null)
            return;
        var method = _values.GetValueOrDefault("tree_method", "auto");
        if (method == "exact")
        {
            throw Invalid($"Hyperparameter {reason} '{_values[reason]}' does not go with tree_method exact; it is for approx and hist.",
                $"Leave {reason} out, or change tree_method.");
        }

        if (method == "auto")
            _values["tree_method"] = "hist";
    }

    IReadOnlyList<string>? Metrics(BoosterObjective objective)
    {
        if (Take("eval_metric") is not { } text)
            return _values.TryGetValue("tweedie_variance_power", out var power) ? [$"tweedie-nloglik@{power}"] : null;
        var metrics = EvaluationMetrics.Split(text);
        if (metrics.FirstOrDefault(metric => !EvaluationMetrics.GoesWith(metric, objective)) is { } stranger)
        {
            throw Invalid($"Hyperparameter eval_metric has '{stranger}', which does not go with objective {objective.Name}.",
                $"Use {string.Join(", ", EvaluationMetrics.For(objective))}.");
        }

        return metrics;
    }

    string? Take(string name) => _values.Remove(name, out var value) ? value : null;

    int? TakeNumber(string name) => Take(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
