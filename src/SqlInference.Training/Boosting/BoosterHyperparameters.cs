using System.Collections.Frozen;
using SqlInference.Training.Hyperparameters;
using static SqlInference.Training.Boosting.BoosterKind;

namespace SqlInference.Training.Boosting;

/// <summary>The one table of XGBoost's hyperparameters: what is checked, and what the documentation shows.</summary>
public static class BoosterHyperparameters
{
    const BoosterKind Trees = GBTree | Dart;

    const BoosterKind Any = GBTree | GBLinear | Dart;

    static readonly AllowedValues Share = new Numbers(0, 1);

    static readonly AllowedValues Sample = new NumbersAbove(0, Most: 1);

    static readonly AllowedValues NotNegative = new Numbers(0);

    static readonly AllowedValues Flag = new WholeNumbers(0, 1);

    public static readonly IReadOnlyList<BoosterHyperparameter> All =
    [
        new("num_round", new WholeNumbers(1), "100", "How many rounds of boosting.", Any),
        new("early_stopping_rounds", new WholeNumbers(1), null, "Ends training after this many rounds without a better score on held-out rows, and keeps the best round.", Any),
        new("objective", new ObjectiveNames(), null, "What is minimised; the same as the clause OBJECTIVE.", Any),
        new("num_class", new WholeNumbers(2), null, "How many classes; counted from the rows where it is not given. Only for multi:softmax and multi:softprob.", Any),
        new("booster", new OneOf("gbtree", "gblinear", "dart"), "gbtree", "Trees, a linear model, or trees of which some are left out in each round.", Any),
        new("eval_metric", EvaluationMetrics.Values, null, "How rounds are judged; the last one decides on early stopping. Follows the objective where it is not given.", Any),
        new("base_score", new Numbers(), "0.5", "The prediction before the first round; the median of the target for reg:absoluteerror.", Any),
        new("seed", new WholeNumbers(-int.MaxValue), "0", "The start of the random numbers.", Any),
        new("nthread", new WholeNumbers(1, 256), "1", "How many threads train. More than one helps on idle cores only.", Any),
        new("scale_pos_weight", new NumbersAbove(0), "1", "How much a row of class 1 counts. Only for two classes.", Any),
        new("tweedie_variance_power", new NumbersAbove(1, Below: 2), "1.5", "Near 1 like a Poisson, near 2 like a gamma distribution. Only for reg:tweedie.", Any),
        new("huber_slope", new NumbersAbove(0), "1", "Where the loss turns from squared to absolute. Only for reg:pseudohubererror.", Any),

        new("eta", Share, "0.3", "How much of each round's correction is applied; 0.5 for gblinear.", Any),
        new("lambda", NotNegative, "1", "L2 penalty on weights; 0 for gblinear.", Any),
        new("alpha", NotNegative, "0", "L1 penalty on weights.", Any),

        new("max_depth", new WholeNumbers(0, 1000), "6", "The deepest a tree may grow; 0 is no limit.", Trees),
        new("max_leaves", new WholeNumbers(0), "0", "The most leaves of a tree; 0 is no limit.", Trees),
        new("max_bin", new WholeNumbers(2, 65536), "256", "Into how many bins a feature is sorted.", Trees),
        new("grow_policy", new OneOf("depthwise", "lossguide"), "depthwise", "Whether a tree grows level by level or where the loss falls most.", Trees),
        new("tree_method", new OneOf("auto", "exact", "approx", "hist"), "auto", "How splits are found. auto is exact for few rows and approx for many, and hist where max_leaves, max_bin, grow_policy or max_depth 0 need bins.", Trees),
        new("gamma", NotNegative, "0", "The least gain that is worth a split.", Trees),
        new("min_child_weight", NotNegative, "1", "The least weight of rows in a leaf.", Trees),
        new("max_delta_step", NotNegative, "0", "The most a leaf may say; 0 is no limit. 0.7 for count:poisson.", Trees),
        new("subsample", Sample, "1", "The share of rows that each tree sees.", Trees),
        new("colsample_bytree", Sample, "1", "The share of features that each tree sees.", Trees),
        new("colsample_bylevel", Sample, "1", "The share of those that each level of a tree sees.", Trees),
        new("colsample_bynode", Sample, "1", "The share of those that each split sees.", Trees),
        new("num_parallel_tree", new WholeNumbers(1, 10000), "1", "How many trees a round grows; with subsample and num_round 1 a random forest.", Trees),

        new("sample_type", new OneOf("uniform", "weighted"), "uniform", "How trees to leave out are chosen: all alike, or by their weights.", Dart),
        new("normalize_type", new OneOf("tree", "forest"), "tree", "Whether new trees weigh as each one left out, or as all of them together.", Dart),
        new("rate_drop", Share, "0", "The share of trees that a round leaves out.", Dart),
        new("one_drop", Flag, "0", "1 to leave out one tree at least.", Dart),
        new("skip_drop", Share, "0", "How likely a round leaves out none.", Dart),

        new("updater", new OneOf("shotgun", "coord_descent"), "shotgun", "How weights are fitted. shotgun takes features in an order that depends on the threads where there are several.", GBLinear),
    ];

    public static readonly FrozenDictionary<string, BoosterHyperparameter> ByName = All.ToFrozenDictionary(entry => entry.Name);

    /// <summary>Other names of the same things in XGBoost.</summary>
    public static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["learning_rate"] = "eta",
        ["min_split_loss"] = "gamma",
        ["reg_lambda"] = "lambda",
        ["reg_alpha"] = "alpha",
        ["random_state"] = "seed",
        ["n_jobs"] = "nthread",
    }.ToFrozenDictionary();

    /// <summary>What XGBoost or SageMaker have and is not taken here, and why.</summary>
    public static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["csv_weights"] = "rows come from a query, not from a CSV file",
        ["sketch_eps"] = "XGBoost does not have it any more; max_bin has taken its place",
        ["predictor"] = "predictions are made here, not by XGBoost",
        ["process_type"] = "a model is always trained from its first round",
        ["refresh_leaf"] = "a model is always trained from its first round",
        ["dsplit"] = "training is not distributed",
        ["verbosity"] = "progress is shown by SHOW MODEL",
        ["monotone_constraints"] = "it goes by the position of features, and preprocessing may change that",
        ["interaction_constraints"] = "it goes by the position of features, and preprocessing may change that",
        ["deterministic_histogram"] = "it is for GPUs, and boosted trees are trained on the CPU",
        ["lambda_bias"] = "XGBoost does not have it any more",
        ["aft_loss_distribution"] = "survival:aft cannot be trained here",
        ["aft_loss_distribution_scale"] = "survival:aft cannot be trained here",
    }.ToFrozenDictionary();

    internal static readonly HyperparameterTable Table = new("XGBoost", All, Aliases, Refused);

    /// <summary>Checks a statement's hyperparameters and makes options of them.</summary>
    /// <param name="objective">From the clause OBJECTIVE, or what follows from the problem.</param>
    /// <param name="isStated">Whether the clause was there, so that a hyperparameter must not say otherwise.</param>
    /// <exception cref="Errors.SqlInferenceException">A name or value is not allowed, or two of them contradict each other.</exception>
    public static BoosterOptions Read(BoosterObjective objective, bool isStated, IEnumerable<KeyValuePair<string, string>> settings) =>
        new BoosterHyperparameterReader(settings).Read(objective, isStated);
}
