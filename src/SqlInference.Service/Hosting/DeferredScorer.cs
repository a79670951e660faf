using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model version that is loaded when the first row needs it: a database offers the functions of all its models, and
/// a query uses few. What is loaded stays until nothing refers to this object any more, running queries included.
/// </summary>
sealed class DeferredScorer(ModelSignature signature, ErrorPolicy onError, Func<LoadedModel> load) : IScorer
{
    readonly Lazy<LoadedModel> _loaded = new(load);

    public ModelSignature Signature { get; } = signature;

    public ErrorPolicy OnError => onError;

    /// <summary>Null while nothing has needed the model.</summary>
    public LoadedModel? Loaded => _loaded.IsValueCreated ? _loaded.Value : null;

    public void RowRefused() => _loaded.Value.Scorer.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context) =>
        _loaded.Value.Scorer.ScoreAsync(input, results, context);
}
