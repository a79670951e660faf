namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>A call of a table function within a plan.</summary>
sealed class TablePlan(ITable table, TableCaller caller) : IDisposable
{
    public IReadOnlyList<TableColumn> Columns => table.Columns;

    public long? Cardinality => table.Cardinality;

    /// <summary>Null where it failed, with the text for DuckDB.</summary>
    public TableScan? Open(out string? error)
    {
        try
        {
            error = null;
            return new(table.Open(caller.Cancellation), new(table.Columns), caller);
        }
        catch (Exception exception)
        {
            error = caller.Fail(exception);
            return null;
        }
    }

    public void Dispose() => table.Dispose();
}
