using SqlInference.Training.Hyperparameters;

namespace SqlInference.Training.Clusters;

/// <summary>The one table of k-means' hyperparameters, by SageMaker's names: what is checked, and what the documentation shows.</summary>
public static class KMeansHyperparameters
{
    const string Whole = "each pass sees all rows";

    public static readonly HyperparameterTable Table = new("k-means",
    [
        new("k", new WholeNumbers(1, KMeansSettings.MostClusters), null, "How many clusters there are to be. It has to be given."),
        new("init_method", new OneOf("kmeans++", "random"), "kmeans++", "How the first centres are chosen among the rows: far from each other, or all rows alike."),
        new("local_lloyd_num_trials", new WordOr("auto", new WholeNumbers(1, 1000)), "auto", "How often it is begun anew; the best is kept. auto is 10."),
        new("local_lloyd_max_iter", new WholeNumbers(1), "300", "The most passes over the rows of each trial."),
        new("local_lloyd_tol", new Numbers(0, 1), "0.0001", "A trial ends where the centres move less than this, squared, in all: as a share of the features' mean variance."),
    ],
    new Dictionary<string, string> { ["local_lloyd_init_method"] = "init_method" },
    new Dictionary<string, string>
    {
        ["epochs"] = Whole + "; local_lloyd_max_iter says how many there may be",
        ["eval_metrics"] = "SHOW MODEL shows all of them",
        ["extra_center_factor"] = Whole + ", and clusters are found without a coarser step before",
        ["feature_dim"] = "features are counted",
        ["half_life_time_size"] = Whole,
        ["mini_batch_size"] = Whole,
    });
}
