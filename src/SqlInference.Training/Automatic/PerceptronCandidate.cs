using SqlInference.Inference.Perceptrons;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Linear;
using SqlInference.Training.Perceptrons;
using SqlInference.Training.Preparation;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Automatic;

/// <summary>Some multilayer perceptrons whose margins are averaged: each begins elsewhere and puts other rows aside to see when to stop.</summary>
sealed class PerceptronCandidate(PerceptronOptions options) : Candidate
{
    // Of the rows to fit on, one in so many is put aside.
    const int AsidePart = 10;

    // Of many rows each perceptron learns what the others do, in as much time again.
    const int MostRowsForSeveral = 50_000;
    const int Several = 4;

    // Rows times epochs of one perceptron.
    const long MostWork = 30_000_000;
    const int BatchOfMany = 256;

    public override IReadOnlyList<string> Variants { get; } = [$"perceptrons, {string.Join(" and ", options.Hidden)} units"];

    public override string ModelType => "mlp";

    public override bool CostsMore => true;

    public override IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        int[] shuffled = [.. rows];
        new SeededRandom(task.Seed, 4).Shuffle(shuffled);
        return [Train(task, rows, (net, nets) =>
        {
            var size = Math.Max(1, shuffled.Length / AsidePart);
            var start = (int)((long)net * shuffled.Length / nets);
            int[] turned = [.. shuffled[start..], .. shuffled[..start]];
            return (turned[size..], turned[..size]);
        }, options, cancellation)];
    }

    /// <summary>With as many epochs as were best on the rows put aside, whatever the time: fewer would be another model than was judged.</summary>
    public override FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation) =>
        Train(task, rows, (_, _) => (rows, null), options with { MostEpochs = Math.Max(1, (int)Math.Round(earlier.Average(fit => fit.Effort))) }, cancellation);

    static FittedCandidate Train(TrainingTask task, int[] rows, Func<int, int, (int[] Rows, int[]? Aside)> choose, PerceptronOptions options, CancellationToken cancellation)
    {
        var plan = new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForDistances);
        var problem = task.Target.Problem;
        var scale = problem == ProblemType.Regression ? TargetScale.Of([.. rows.Select(row => task.Target.Values[row])], hasIntercept: true) : TargetScale.None;
        var nets = rows.Length > MostRowsForSeveral ? 1 : Several;
        var (models, epochs) = (new PerceptronModel[nets], new int[nets]);
        Parts.Run(nets, 1, task.Threads, (net, _) =>
        {
            var (learnt, aside) = choose(net, nets);
            var trainer = new PerceptronTrainer(options with
            {
                Loss = problem switch
                {
                    ProblemType.Regression => PerceptronLoss.Squared,
                    ProblemType.BinaryClassification => PerceptronLoss.Logistic,
                    _ => PerceptronLoss.Softmax,
                },
                BatchRows = rows.Length > MostRowsForSeveral ? BatchOfMany : options.BatchRows,
                MostEpochs = (int)Math.Clamp(MostWork / rows.Length, 1, options.MostEpochs),
                Seed = task.Seed + (ulong)net,
            }, problem == ProblemType.MulticlassClassification ? task.Target.Classes : 1);
            models[net] = trainer.Train(Data(learnt), aside is null ? null : Data(aside), () => aside is not null && task.Deadline.Left == TimeSpan.Zero, cancellation);
            epochs[net] = trainer.Epochs;
        }, cancellation);
        var link = problem switch
        {
            ProblemType.Regression => Link.Identity,
            ProblemType.BinaryClassification => Link.Logistic,
            _ => Link.Softmax,
        };
        return new(new(1, plan, new PerceptronEstimator([.. models.Select(scale.Undo)]), link), epochs.Average());

        PerceptronData Data(int[] chosen) => new(FeatureRows.Matrix(task.Table, chosen, plan), [.. chosen.Select(row => (float)scale.Apply(task.Target.Values[row]))]);
    }
}
