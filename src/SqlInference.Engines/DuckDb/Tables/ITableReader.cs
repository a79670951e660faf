namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>
/// Gives the rows of a table function in their order. Asked by one thread at a time, though not always by the same; the
/// engine disposes it when the query is over or wants no more rows.
/// </summary>
public interface ITableReader : IDisposable
{
    /// <summary>Fills a chunk with the next rows; leaving it without rows says that there are no more.</summary>
    void Read(TableChunk chunk, CancellationToken cancellation);
}
