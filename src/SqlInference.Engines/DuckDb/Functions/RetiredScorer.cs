using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Stands where a replaced or dropped version was, without holding on to it.</summary>
sealed class RetiredScorer(PredictionFunction function) : IScorer
{
    readonly string _modelName = function.ModelName;

    public ModelSignature Signature { get; } = function.Scorer.Signature;

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context) =>
        throw new SqlInferenceException(ErrorConditions.UnknownVersion,
            $"This version of model {_modelName} was replaced or dropped.", "Create the view or function that uses it again.");
}
