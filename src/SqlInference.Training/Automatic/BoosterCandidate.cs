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

    public override string Name => name;

    public override string ModelType => "xgboost";

    public override FittedCandidate Fit(TrainingTask task, int[] rows, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation)
    {
        var plan = new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForTrees);
        var trained = options.EarlyStoppingRounds is null ? Train(options)
            : earlier.Count == 0 ? FindRounds()
            : Train(options with { Rounds = (int)Math.Round(earlier.Average(fit => fit.Effort)), EarlyStoppingRounds = null });
        return new(new(1, plan, new TreesEstimator(trained.Model), LinkOf(options.Objective)), trained.Rounds);

        TrainedBooster Train(BoosterOptions with) =>
            new BoosterTrainer(with).Train(Data(task, rows, plan), null, task.Deadline.Left, null, task.Deadline.Clock, cancellation);

        TrainedBooster FindRounds()
        {
            int[] shuffled = [.. rows];
            new SeededRandom(task.Seed, 2).Shuffle(shuffled);
            var aside = Math.Max(1, rows.Length / AsidePart);
            return new BoosterTrainer(options).Train(
                Data(task, shuffled[aside..], plan), Data(task, shuffled[..aside], plan), task.Deadline.Left, null, task.Deadline.Clock, cancellation);
        }
    }

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
