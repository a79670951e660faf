using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>What becomes of an answer that its RETURNS type cannot hold: an error, or NULL where the model's ON_ERROR says so.</summary>
readonly unsafe struct MisfitRows(IScorer scorer, EngineType type, nint vector)
{
    /// <summary>The caller puts the model's name before the message.</summary>
    public void Refuse(int row, string value)
    {
        if (scorer.OnError == ErrorPolicy.Fail)
        {
            throw new SqlInferenceException(ErrorConditions.ValueDoesNotFit,
                $"the predicted value {value} does not fit {type}.", "Create the model with a RETURNS type that holds all its answers.");
        }

        DuckDbNative.EnsureValidityWritable(vector);
        DuckDbNative.VectorValidity(vector)[row >> 6] &= ~(1UL << (row & 63));
        scorer.RowRefused();
    }
}
