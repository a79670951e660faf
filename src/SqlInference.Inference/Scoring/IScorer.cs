using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// The way into the inference core: any number of rows, NULLs included, in; one answer per row out. Thread-safe;
/// concurrent calls for one model are batched together.
/// </summary>
public interface IScorer
{
    ModelSignature Signature { get; }

    /// <summary>What an adapter does with a value that does not fit the declared type.</summary>
    ErrorPolicy OnError => ErrorPolicy.Fail;

    /// <summary>Counts a row that an adapter answered with NULL because its value did not fit.</summary>
    void RowRefused()
    {
    }

    /// <summary>
    /// Answers every row of <paramref name="input"/> into <paramref name="results"/>; rows with NULL where the model
    /// takes none, and rows that the model refuses where the model's ON_ERROR is 'null', are answered with NULL.
    /// </summary>
    ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context);
}
