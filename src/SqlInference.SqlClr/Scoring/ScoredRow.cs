using SqlInference.SqlClr.Inference;

namespace SqlInference.SqlClr.Scoring;

/// <summary>A row of a query and where its prediction stands.</summary>
sealed class ScoredRow
{
    readonly Predictions _predictions;
    readonly int _row;

    public ScoredRow(long number, string json, Predictions predictions, int row)
    {
        Number = number;
        Json = json;
        _predictions = predictions;
        _row = row;
    }

    public long Number { get; }

    public string Json { get; }

    /// <summary>Null where the prediction is NULL.</summary>
    public (Predictions Predictions, int Row)? Prediction => _predictions.IsNull(_row) ? null : (_predictions, _row);
}
