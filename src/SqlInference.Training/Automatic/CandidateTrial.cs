using SqlInference.Inference.Pipelines;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>Tries candidates on rows that each fit has not seen.</summary>
sealed class CandidateTrial(TrainingTask task, int[] folds, int parts)
{
    /// <summary>Fits once for each part, and answers it by what was fitted without it.</summary>
    /// <param name="onlyLast">Answers the last part only, where there is too much to fit on again and again.</param>
    public (HeldOutAnswers Answers, IReadOnlyList<FittedCandidate> Fits) Run(
        Candidate candidate, bool onlyLast, IProgress<double>? progress, CancellationToken cancellation)
    {
        var width = Math.Max(1, task.Target.Classes);
        int[] judged = onlyLast ? RowsOf(fold => fold == parts - 1) : task.Target.Rows;
        var values = new double[(long)judged.Length * width];
        var places = Places(judged);
        var fits = new List<FittedCandidate>();
        for (var part = onlyLast ? parts - 1 : 0; part < parts; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            var fit = candidate.Fit(task, RowsOf(fold => fold != part), [], cancellation);
            fits.Add(fit);
            Answer(fit.Member, RowsOf(fold => fold == part), (row, answer, value) => values[places[row] * width + answer] = value);
            progress?.Report((part + 1.0) / parts);
        }

        return (new(judged, width, values), fits);
    }

    int[] RowsOf(Func<int, bool> chosen)
    {
        var rows = new List<int>();
        for (var i = 0; i < folds.Length; i++)
        {
            if (chosen(folds[i]))
                rows.Add(task.Target.Rows[i]);
        }

        return [.. rows];
    }

    static Dictionary<int, int> Places(int[] rows)
    {
        var places = new Dictionary<int, int>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
            places.Add(rows[i], i);
        return places;
    }

    void Answer(PipelineMember member, int[] rows, Action<int, int, double> put)
    {
        using var scorer = new PipelineScorer(new(task.Inputs, task.Target.Described, [member with { Weight = 1 }]));
        using var blocks = new RowBlocks(task.Table);
        int[] columns = [.. Enumerable.Range(0, task.Inputs.Count)];
        for (var start = 0; start < rows.Length; start += RowBlocks.Rows)
        {
            var block = rows.AsSpan(start, Math.Min(RowBlocks.Rows, rows.Length - start));
            scorer.Answer(blocks.Take(block, columns), 0, block.Length);
            for (var i = 0; i < block.Length; i++)
            {
                for (var answer = 0; answer < Math.Max(1, task.Target.Classes); answer++)
                    put(block[i], answer, scorer.Answers[answer * PipelineScorer.MostRows + i]);
            }
        }
    }
}
