namespace SqlInference.Training.Boosting;

/// <summary>What XGBoost is told. <see cref="BoosterHyperparameters.Read"/> makes it from a statement's hyperparameters.</summary>
public sealed record BoosterOptions
{
    public const int DefaultRounds = 100;

    public required BoosterObjective Objective { get; init; }

    public BoosterKind Booster { get; init; } = BoosterKind.GBTree;

    /// <summary><c>num_round</c>.</summary>
    public int Rounds { get; init; } = DefaultRounds;

    /// <summary><c>early_stopping_rounds</c>: after how many rounds without a better score on the validation rows training ends.</summary>
    public int? EarlyStoppingRounds { get; init; }

    /// <summary><c>num_class</c>; for objectives with more than two classes.</summary>
    public int? Classes { get; init; }

    /// <summary><c>eval_metric</c>; null for the objective's own. The last one decides when to stop.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary><c>nthread</c>. More than one pays on idle cores only.</summary>
    public int Threads { get; init; } = 1;

    /// <summary><c>seed</c>: the same rows, seed and number of threads give the same model.</summary>
    public int Seed { get; init; }

    /// <summary>All other hyperparameters, as XGBoost writes them.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
