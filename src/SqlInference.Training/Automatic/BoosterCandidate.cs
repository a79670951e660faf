using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting;
using SqlInference.Training.Preparation;

namespace SqlInference.Training.Automatic;

/// <summary>What XGBoost makes of the columns under some options.</summary>
/// <param name="options">With early stopping, some of the rows are put aside to see when to stop.</param>
sealed class BoosterCandidate(string name, BoosterOptions options) : Candidate
{
    // Of the rows to fit on, one in so many is put aside.
    const int AsidePart = 10;

    public override IReadOnlyList<string> Variants { get; } = [name];

    public override string ModelType => "xgboost";

    public override IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        var plan = Plan(task, rows);
        if (options.EarlyStoppingRounds is null)
            return [Fitted(plan, Train(task, rows, plan, options, null, cancellation))];
        int[] shuffled = [.. rows];
        new SeededRandom(task.Seed, 2).Shuffle(shuffled);
        var aside = Math.Max(1, rows.Length / AsidePart);
        return [Fitted(plan, Train(task, shuffled[aside..], plan, options, shuffled[..aside], cancellation))];
    }

    /// <summary>With as many rounds as were best on the rows put aside.</summary>
    public override FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation)
    {
        var plan = Plan(task, rows);
        var rounds = options.EarlyStoppingRounds is null ? options.Rounds : (int)Math.Round(earlier.Average(fit => fit.Effort));
        return Fitted(plan, Train(task, rows, plan, options with { Rounds = rounds, EarlyStoppingRounds = null }, null, cancellation));
    }

    FittedCandidate Fitted(FeaturePlan plan, TrainedBooster trained) =>
        new(new(1, plan, new TreesEstimator(trained.Model), LinkOf(options.Objective)), trained.Rounds);

    static FeaturePlan Plan(TrainingTask task, int[] rows) => new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForTrees);

    static TrainedBooster Train(TrainingTask task, int[] rows, FeaturePlan plan, BoosterOptions options, int[]? aside, CancellationToken cancellation) =>
        new BoosterTrainer(options).Train(
            Data(task, rows, plan), aside is null ? null : Data(task, aside, plan), task.Deadline.Left, null, task.Deadline.Clock, cancellation);

    static BoosterData Data(TrainingTask task, int[] rows, FeaturePlan plan) =>
        new(FeatureRows.Matrix(task.Table, rows, plan), [.. rows.Select(row => (float)task.Target.Values[row])]);

    static Link LinkOf(BoosterObjective objective) => objective.Link switch
    {
        BoosterLink.Sigmoid when objective.Problem == ProblemType.Regression => Link.Share,
        BoosterLink.Sigmoid => Link.Logistic,
        BoosterLink.Softmax => Link.Softmax,
        BoosterLink.Exponential => Link.Exponential,
        BoosterLink.Sign => Link.Sign,
        _ => Link.Identity,
    };
}
