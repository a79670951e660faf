using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>
/// Scores of texts for those that learn from them: each row's come from a linear model that has not seen it, as later rows' will. Stacking:
/// Wolpert, "Stacked generalization" (1992).
/// </summary>
sealed class CrossedScores
{
    const int Parts = 5;

    readonly float[] _values;

    CrossedScores(TextScores scores, float[] values) => (Scores, _values) = (scores, values);

    /// <summary>What scores rows to come: learnt from all of the rows.</summary>
    public TextScores Scores { get; }

    /// <param name="rows">The rows that may be looked at.</param>
    public static CrossedScores Of(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        var folds = Folds.Deal(task.Target, rows, Parts, task.Seed);
        var judgement = new Judgement(ObjectiveOf(task.Target.Problem), [.. rows.Select(row => task.Target.Values[row])], folds);
        var linear = LinearCandidate.ForScores(task);
        var best = new CandidateTrial(task, rows, folds, Parts, onlyLast: false).Run(linear, judgement, null, cancellation).MaxBy(trial => trial.Score)!;
        var scores = ScoresOf(task, rows, linear.Refit(task, rows, best.Variant, best.Fits, cancellation), cancellation);
        var values = new float[(long)task.Table.RowCount * scores.Width];
        for (var part = 0; part < Parts; part++)
            Fill(task, RowsOf(fold => fold == part), ScoresOf(task, RowsOf(fold => fold != part), best.Fits[part], cancellation), values, cancellation);
        return new(scores, values);

        int[] RowsOf(Func<int, bool> chosen) => [.. rows.Where((_, position) => chosen(folds[position]))];
    }

    /// <summary>The scores of a row of the table.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Scores.Width, Scores.Width);

    /// <summary>
    /// Without what the model makes of other columns. Less the mean: how much of it is the texts' and how much the intercept's is settled by
    /// nothing, and differs from fit to fit.
    /// </summary>
    static TextScores ScoresOf(TrainingTask task, int[] rows, FittedCandidate fitted, CancellationToken cancellation)
    {
        var linear = (LinearEstimator)fitted.Member.Estimator;
        var weights = linear.Model.Weights[(linear.Model.DenseFeatures * linear.Outputs)..];
        var ofTexts = new LinearEstimator(new LinearModel(0, weights, new float[linear.Outputs]), linear.Texts);
        return new(new(ofTexts.Model, ofTexts.Texts, new([], TrainingMeans.OfTexts(task, rows, ofTexts, cancellation))));
    }

    // Without a threshold or weights of classes, which are the trees' business.
    static ObjectiveMetric ObjectiveOf(ProblemType problem) => problem switch
    {
        ProblemType.Regression => ObjectiveMetric.MeanSquaredError,
        ProblemType.BinaryClassification => ObjectiveMetric.Auc,
        _ => ObjectiveMetric.Accuracy,
    };

    static unsafe void Fill(TrainingTask task, int[] rows, TextScores scores, float[] values, CancellationToken cancellation)
    {
        using var blocks = new RowBlocks(task.Table);
        var scratch = new NgramScratch();
        int[] columns = [.. scores.Linear.Texts.Select(text => text.Input)];
        var block = new float[scores.Width * RowBlocks.Rows];
        fixed (float* filled = block)
        {
            for (var start = 0; start < rows.Length; start += RowBlocks.Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var taken = rows.AsSpan(start, Math.Min(RowBlocks.Rows, rows.Length - start));
                scores.Fill(new(blocks.Take(taken, columns), 0, taken.Length, 0, RowBlocks.Rows), scratch, filled);
                for (var i = 0; i < taken.Length; i++)
                {
                    for (var score = 0; score < scores.Width; score++)
                        values[(long)taken[i] * scores.Width + score] = block[score * RowBlocks.Rows + i];
                }
            }
        }
    }
}
