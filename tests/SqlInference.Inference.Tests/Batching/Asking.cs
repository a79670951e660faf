using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Tests.Scoring;

namespace SqlInference.Inference.Tests.Batching;

/// <summary>One request of a test, and its answer.</summary>
sealed class Asking
{
    readonly Task<IReadOnlyList<double?>> _answers;

    Asking(Func<ColumnBatch, ResultColumns, ValueTask> run, double[] values)
    {
        var results = new ResultColumns(1, 0);
        _answers = AnswersAsync(run(Rows.Of(Rows.Doubles([.. values.Select(value => (double?)value)])), results), results);
    }

    public Task Run => _answers;

    public IEnumerable<double?> Answers => _answers.GetAwaiter().GetResult();

    public static Asking Of(Batcher batcher, RequestContext context, params double[] values) =>
        new((input, results) => batcher.RunAsync(input, results, context), values);

    public static Asking Of(Batcher batcher, long caller, params double[] values) =>
        Of(batcher, new RequestContext(caller, null, CancellationToken.None), values);

    public static Asking Of(IScorer scorer, RequestContext context, params double[] values) =>
        new((input, results) => scorer.ScoreAsync(input, results, context), values);

    public Task SoonAsync() => Run.WaitAsync(TimeSpan.FromSeconds(30));

    static async Task<IReadOnlyList<double?>> AnswersAsync(ValueTask run, ResultColumns results)
    {
        using (results)
        {
            await run;
            return results[0]!.ToDoubles();
        }
    }
}
