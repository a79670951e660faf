using SqlInference.Inference.Pipelines;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>Tries candidates on rows that each fit has not seen.</summary>
/// <param name="rows">Rows of the table.</param>
/// <param name="folds">For each of them the part it belongs to.</param>
/// <param name="onlyLast">Only the last part is judged, where there is too much to fit on again and again.</param>
sealed class CandidateTrial(TrainingTask task, int[] rows, int[] folds, int parts, bool onlyLast)
{
    readonly int _width = Math.Max(1, task.Target.Classes);

    /// <summary>The rows that are judged.</summary>
    public int[] Rows { get; } = onlyLast
        ? [.. folds.Index().Where(fold => fold.Item == parts - 1).Select(fold => rows[fold.Index])]
        : rows;

    /// <summary>What decisions are learnt apart for: the parts, or halves of the only one.</summary>
    public int[] Parts { get; } = onlyLast
        ? [.. Enumerable.Range(0, folds.Count(fold => fold == parts - 1)).Select(row => row % 2)]
        : folds;

    public IReadOnlyList<Trial> Run(Candidate candidate, Judgement judgement, IProgress<double>? progress, CancellationToken cancellation)
    {
        var started = task.Deadline.Elapsed;
        var places = Rows.Index().ToDictionary(row => row.Item, row => row.Index);
        var answers = candidate.Variants.Select(_ => new double[(long)Rows.Length * _width]).ToArray();
        var fits = candidate.Variants.Select(_ => new List<FittedCandidate>()).ToArray();
        for (var part = onlyLast ? parts - 1 : 0; part < parts; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            var fitted = candidate.Fit(task, RowsOf(fold => fold != part), cancellation);
            var heldOut = RowsOf(fold => fold == part);
            for (var variant = 0; variant < fitted.Count; variant++)
            {
                fits[variant].Add(fitted[variant]);
                Answer(fitted[variant].Member, heldOut, answers[variant], places, cancellation);
            }

            progress?.Report((part + 1.0) / parts);
        }

        var seconds = (task.Deadline.Elapsed - started).TotalSeconds / candidate.Variants.Count;
        return [.. answers.Select((values, variant) =>
        {
            var heldOut = new HeldOutAnswers(Rows, _width, values);
            return new Trial(candidate, variant, heldOut, fits[variant], judgement.Score(heldOut), seconds);
        })];
    }

    int[] RowsOf(Func<int, bool> chosen) => [.. folds.Index().Where(fold => chosen(fold.Item)).Select(fold => rows[fold.Index])];

    void Answer(PipelineMember member, int[] heldOut, double[] values, Dictionary<int, int> places, CancellationToken cancellation)
    {
        using var scorer = new PipelineScorer(new(task.Inputs, task.Target.Described, [member with { Weight = 1 }]));
        using var blocks = new RowBlocks(task.Table);
        int[] columns = [.. Enumerable.Range(0, task.Inputs.Count)];
        for (var start = 0; start < heldOut.Length; start += RowBlocks.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = heldOut.AsSpan(start, Math.Min(RowBlocks.Rows, heldOut.Length - start));
            scorer.Answer(blocks.Take(block, columns), 0, block.Length);
            for (var i = 0; i < block.Length; i++)
            {
                for (var answer = 0; answer < _width; answer++)
                    values[places[block[i]] * _width + answer] = scorer.Answers[answer * PipelineScorer.MostRows + i];
            }
        }
    }
}
