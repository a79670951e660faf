using SqlInference.Inference.Explanations;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>What the columns contribute to a model's predictions, as a whole.</summary>
/// <param name="Columns">The arguments of the function.</param>
/// <param name="Margins">One for each class, or a single one for two classes and for numbers.</param>
public sealed record GlobalExplanation(IReadOnlyList<string> Columns, IReadOnlyList<MarginExplanation> Margins)
{
    const int MostRows = 2000;
    const int FewestRows = 100;

    // Some seconds, whatever the model, and the same rows on every machine.
    const long MostWork = 400_000_000;

    /// <summary>From a sample of the training rows; null where the model cannot tell.</summary>
    internal static GlobalExplanation? Of(TrainingTask task, Pipeline pipeline, CancellationToken cancellation)
    {
        if (!pipeline.CanExplain)
            return null;
        using var explainer = new PipelineExplainer(pipeline);
        int[] rows = [.. task.Target.Rows];
        new SeededRandom(task.Seed, 3).Shuffle(rows);
        var wanted = (int)Math.Clamp(MostWork / Math.Max(1, explainer.Work), FewestRows, MostRows);
        return Of(task, pipeline, explainer, rows.AsSpan(0, Math.Min(wanted, rows.Length)), cancellation);
    }

    static GlobalExplanation Of(TrainingTask task, Pipeline pipeline, PipelineExplainer explainer, ReadOnlySpan<int> rows, CancellationToken cancellation)
    {
        var inputs = pipeline.Inputs.Count;
        var sums = explainer.Expected.Select(_ => new double[inputs]).ToArray();
        using var blocks = new RowBlocks(task.Table);
        int[] columns = [.. Enumerable.Range(0, inputs)];
        for (var start = 0; start < rows.Length; start += explainer.MostRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = rows[start..Math.Min(start + explainer.MostRows, rows.Length)];
            explainer.Explain(blocks.Take(block, columns), 0, block.Length);
            for (var output = 0; output < sums.Length; output++)
            {
                for (var input = 0; input < inputs; input++)
                {
                    foreach (var value in explainer.ValuesOf(output, input)[..block.Length])
                        sums[output][input] += Math.Abs(value);
                }
            }
        }

        var count = rows.Length;
        return new([.. pipeline.Inputs.Select(input => input.Name)],
            [.. sums.Select((sum, output) => new MarginExplanation(explainer.Expected[output], [.. sum.Select(value => value / count)]))]);
    }
}

/// <param name="Expected">The margin of a row that nothing is known of.</param>
/// <param name="Values">For each column how much it moves the margin, up or down, on average.</param>
public sealed record MarginExplanation(double Expected, IReadOnlyList<double> Values);
