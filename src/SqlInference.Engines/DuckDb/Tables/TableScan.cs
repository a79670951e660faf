namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>One run through the rows of a table function.</summary>
sealed class TableScan(ITableReader reader, TableChunk chunk, TableCaller caller) : IDisposable
{
    /// <summary>Answers the text for DuckDB where it failed.</summary>
    public string? Fill(nint nativeChunk)
    {
        try
        {
            chunk.Begin(nativeChunk);
            var cancellation = caller.Cancellation;
            cancellation.ThrowIfCancellationRequested();
            reader.Read(chunk, cancellation);
            chunk.End();
            return null;
        }
        catch (Exception exception)
        {
            return caller.Fail(exception);
        }
    }

    public void Dispose() => reader.Dispose();
}
