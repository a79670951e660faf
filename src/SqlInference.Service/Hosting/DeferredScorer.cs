using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model version that is loaded when the first row needs it: a database offers the functions of all its models, and
/// a query uses few. What is loaded stays until nothing refers to this object any more, running queries included.
/// </summary>
sealed class DeferredScorer(ModelSignature signature, IReadOnlyList<string> labels, ErrorPolicy onError, Func<LoadedModel> load) : IScorer
{
    readonly Lock _gate = new();
    volatile LoadedModel? _loaded;

    public ModelSignature Signature { get; } = signature;

    /// <summary>What a classifier's probabilities stand for; none for other models.</summary>
    public IReadOnlyList<string> Labels => labels;

    public ErrorPolicy OnError => onError;

    /// <summary>Null while nothing has needed the model.</summary>
    public LoadedModel? Loaded => _loaded;

    public void RowRefused() => Load().Scorer.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context) =>
        Load().Scorer.ScoreAsync(input, results, context);

    // A failure is not kept: what was missing (memory, a device) may be there for the next query.
    LoadedModel Load()
    {
        if (_loaded is { } there)
            return there;
        lock (_gate)
            return _loaded ??= load();
    }
}
