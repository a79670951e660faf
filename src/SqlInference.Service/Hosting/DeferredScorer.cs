using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model version that is loaded when the first row needs it, and may be unloaded between any two requests: a database
/// offers the functions of all its models, and a query uses few. Once nothing refers to this object any more, the
/// model's memory is freed.
/// </summary>
sealed class DeferredScorer(ModelSignature signature, IReadOnlyList<string> labels, ErrorPolicy onError, ModelSlot slot, Action gone) : IScorer
{
    ~DeferredScorer() => gone();

    public ModelSignature Signature { get; } = signature;

    /// <summary>What a classifier's probabilities stand for; none for other models.</summary>
    public IReadOnlyList<string> Labels => labels;

    public ErrorPolicy OnError => onError;

    public ModelSlot Slot => slot;

    public void RowRefused() => slot.Statistics.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (slot.TryEnter() is not { } loaded)
            return LoadAndScoreAsync(input, results, context);
        ValueTask run;
        try
        {
            run = loaded.Scorer.ScoreAsync(input, results, context);
        }
        catch
        {
            loaded.Leave();
            throw;
        }

        if (!run.IsCompletedSuccessfully)
            return LeaveAfterAsync(run, loaded);
        loaded.Leave();
        return run;
    }

    async ValueTask LoadAndScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var loaded = await slot.EnterAsync(context).ConfigureAwait(false);
        try
        {
            await loaded.Scorer.ScoreAsync(input, results, context).ConfigureAwait(false);
        }
        finally
        {
            loaded.Leave();
        }
    }

    static async ValueTask LeaveAfterAsync(ValueTask run, LoadedModel loaded)
    {
        try
        {
            await run.ConfigureAwait(false);
        }
        finally
        {
            loaded.Leave();
        }
    }
}
