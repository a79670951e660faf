using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting.Native;

namespace SqlInference.Training.Boosting;

/// <summary>
/// Trains by the XGBoost library, round by round on the calling thread: give it one of low priority
/// (<see cref="Threads.BackgroundThread"/>). Between rounds it looks whether to go on.
/// </summary>
public sealed class BoosterTrainer(BoosterOptions options)
{
    /// <param name="validation">Rows to judge the rounds by; needed for early stopping.</param>
    /// <param name="atMost">How long training may take: the round in which the time runs out is the last one, and what there is then counts.</param>
    /// <exception cref="SqlInferenceException">The labels do not go with the objective, or XGBoost gave up.</exception>
    public TrainedBooster Train(BoosterData training, BoosterData? validation = null, TimeSpan? atMost = null,
        IProgress<BoosterRound>? progress = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        if (options.EarlyStoppingRounds is not null && validation is null)
            throw new ArgumentException("Early stopping needs rows to validate on.", nameof(validation));
        options.Objective.CheckLabels(training.Labels, options.Classes);
        clock ??= TimeProvider.System;
        var start = clock.GetTimestamp();

        using var trainingRows = Matrix.Create(training, options.Threads);
        using var validationRows = validation is null ? null : Matrix.Create(validation, options.Threads);
        using var booster = new Booster(validationRows is null ? [trainingRows] : [trainingRows, validationRows]);
        Configure(booster);
        var best = new BestRounds(options, booster);
        var end = BoosterEnd.AllRounds;
        for (var round = 0; round < options.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            booster.Update(round, trainingRows);
            best.Add(booster.Evaluate(round, validationRows ?? trainingRows));
            if (!double.IsFinite(best.History[^1]))
                CheckMargins(booster, trainingRows, round);
            progress?.Report(new(round + 1, options.Rounds, best.History[^1]));
            if (best.IsStale)
            {
                end = BoosterEnd.EarlyStopping;
                break;
            }

            if (clock.GetElapsedTime(start) >= atMost && round + 1 < options.Rounds)
            {
                end = BoosterEnd.Deadline;
                break;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return new(best.Save(), best.Rounds, end, Metrics[^1], best.History);
    }

    /// <summary>A metric may have no value, as AUC of one class has none; a model whose answers have none is of no use.</summary>
    void CheckMargins(Booster booster, MatrixHandle training, int round)
    {
        if (!Array.TrueForAll(booster.Predict(training, Prediction.Margins), float.IsFinite))
        {
            throw new SqlInferenceException(ErrorConditions.TrainingFailed,
                $"Training with objective {options.Objective.Name} diverged in round {round + 1}: predictions are not finite any more.",
                "Lower eta, raise lambda, or choose another objective or booster.");
        }
    }

    IReadOnlyList<string> Metrics => options.Metrics ?? [options.Objective.Metric];

    void Configure(Booster booster)
    {
        booster.Set("verbosity", 0);
        booster.Set("objective", options.Objective.Name);
        booster.Set("booster", options.Booster.ToString().ToLowerInvariant());
        booster.Set("nthread", options.Threads);
        booster.Set("seed", options.Seed);
        if (options.Objective.Problem == ProblemType.MulticlassClassification)
            booster.Set("num_class", options.Classes ?? throw new InvalidOperationException($"{options.Objective.Name} needs a number of classes."));
        foreach (var metric in Metrics)
            booster.Set("eval_metric", metric);
        foreach (var (name, value) in options.Parameters)
            booster.Set(name, value);
    }
}
