using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Boosting;
using SqlInference.Training.Preparation;

namespace SqlInference.Training.Automatic;

/// <summary>What XGBoost makes of the columns under some options.</summary>
/// <param name="shapes">Each with a name. With early stopping, some of the rows are put aside to see when to stop.</param>
/// <param name="seesTexts">Whether the scores of texts are among the features.</param>
sealed class BoosterCandidate(IReadOnlyList<(string Name, BoosterOptions Options)> shapes, bool seesTexts = false) : Candidate
{
    // Of the rows to fit on, one in so many is put aside.
    const int AsidePart = 10;

    public override IReadOnlyList<string> Variants { get; } = [.. shapes.Select(shape => shape.Name)];

    public override string ModelType => "xgboost";

    public override bool CostsMore => seesTexts;

    public override IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        var material = new Material(task, rows, seesTexts, cancellation);
        int[] shuffled = [.. rows];
        new SeededRandom(task.Seed, 2).Shuffle(shuffled);
        var aside = Math.Max(1, rows.Length / AsidePart);
        return [.. shapes.Select(shape => shape.Options.EarlyStoppingRounds is null
            ? material.Fit(rows, null, shape.Options)
            : material.Fit(shuffled[aside..], shuffled[..aside], shape.Options))];
    }

    /// <summary>With as many rounds as were best on the rows put aside.</summary>
    public override FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation)
    {
        var (_, options) = shapes[variant];
        var rounds = options.EarlyStoppingRounds is null ? options.Rounds : (int)Math.Round(earlier.Average(fit => fit.Effort));
        return new Material(task, rows, seesTexts, cancellation).Fit(rows, null, options with { Rounds = rounds, EarlyStoppingRounds = null });
    }

    /// <summary>What is fitted on: features of some rows, and scores of their texts.</summary>
    sealed class Material(TrainingTask task, int[] rows, bool seesTexts, CancellationToken cancellation)
    {
        readonly FeaturePlan _plan = new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForTrees);
        readonly CrossedScores? _scores = seesTexts ? CrossedScores.Of(task, rows, cancellation) : null;

        public FittedCandidate Fit(int[] learnt, int[]? aside, BoosterOptions options)
        {
            var trained = new BoosterTrainer(options).Train(
                Data(learnt), aside is null ? null : Data(aside), task.Deadline.Left, null, task.Deadline.Clock, cancellation);
            var trees = new TreesEstimator(trained.Model);
            return new(new(1, _plan, _scores is null ? trees : new TextTreesEstimator(trees, _scores.Scores), LinkOf(options.Objective)), trained.Rounds);
        }

        BoosterData Data(int[] chosen)
        {
            var features = FeatureRows.Matrix(task.Table, chosen, _plan);
            return new(_scores is null ? features : features.Beside(_scores.Scores.Width, row => _scores.Row(chosen[row])), [.. chosen.Select(row => (float)task.Target.Values[row])]);
        }
    }

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
