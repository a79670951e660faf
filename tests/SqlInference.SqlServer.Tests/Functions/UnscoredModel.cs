using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.SqlServer.Tests.Functions;

/// <summary>What a model takes and answers; a publisher never asks it.</summary>
sealed class UnscoredModel(ModelSignature signature) : IScorer
{
    public ModelSignature Signature => signature;

    public ErrorPolicy OnError => ErrorPolicy.Fail;

    public void RowRefused() => throw new NotSupportedException();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context) => throw new NotSupportedException();
}
