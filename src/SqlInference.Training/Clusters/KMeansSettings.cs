using System.Globalization;
using static SqlInference.Training.Hyperparameters.HyperparameterTable;

namespace SqlInference.Training.Clusters;

/// <summary>How a statement wants clusters; <see cref="KMeansHyperparameters"/> says what each of it means.</summary>
public sealed record KMeansSettings
{
    public const int MostClusters = 1000;

    /// <summary>How many clusters.</summary>
    public required int Count { get; init; }

    /// <summary>By k-means++ where it is false.</summary>
    public bool SeedsAtRandom { get; init; }

    public int Trials { get; init; } = 10;

    public int MostPasses { get; init; } = 300;

    public double Tolerance { get; init; } = 1e-4;

    /// <summary>What is stated, as SHOW MODEL shows it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Stated { get; init; } = [];

    /// <exception cref="Errors.SqlInferenceException">A name or value is not allowed, or k is missing.</exception>
    public static KMeansSettings Read(IEnumerable<KeyValuePair<string, string>> stated)
    {
        var values = KMeansHyperparameters.Table.Read(stated);
        if (!values.TryGetValue("k", out var count))
            throw Invalid("MODEL_TYPE KMEANS needs the hyperparameter k: how many clusters there are to be.", "Write HYPERPARAMETERS DEFAULT EXCEPT (K '5').");
        var settings = new KMeansSettings { Count = Whole(count), Stated = [.. values], SeedsAtRandom = values.GetValueOrDefault("init_method") == "random" };
        if (values.TryGetValue("local_lloyd_num_trials", out var trials) && trials != "auto")
            settings = settings with { Trials = Whole(trials) };
        if (values.TryGetValue("local_lloyd_max_iter", out var passes))
            settings = settings with { MostPasses = Whole(passes) };
        if (values.TryGetValue("local_lloyd_tol", out var tolerance))
            settings = settings with { Tolerance = double.Parse(tolerance, CultureInfo.InvariantCulture) };
        return settings;
    }

    static int Whole(string number) => int.Parse(number, CultureInfo.InvariantCulture);
}
