using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// Stands for a model that cannot be had, such as one whose artifact is gone: its function stays callable and says why
/// it has no answer, and everything else goes on.
/// </summary>
sealed class UnavailableScorer(ModelSignature signature, SqlInferenceException reason) : IScorer
{
    public ModelSignature Signature => signature;

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context) =>
        throw new SqlInferenceException(reason.Condition, reason.Message, reason.Hint, reason);
}
