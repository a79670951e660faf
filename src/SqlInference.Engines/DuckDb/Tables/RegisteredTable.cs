using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>A table function as DuckDB knows it. Thread-safe.</summary>
sealed class RegisteredTable(ITableSource source, DuckDbDatabase database)
{
    /// <summary>Null where it failed, with the text for DuckDB.</summary>
    public TablePlan? Bind(nint info, out string? error)
    {
        TableCaller? caller = null;
        try
        {
            DuckDbNative.TableBindClientContext(info, out var context);
            using (context)
            {
                caller = new(source.Name, database.Running, DuckDbNative.ClientContextGetConnectionId(context));
                error = null;
                return new(source.Bind(new(info, new(database, context, caller.Access), caller.Cancellation)), caller);
            }
        }
        catch (Exception exception)
        {
            error = (caller ?? new(source.Name, database.Running, ulong.MaxValue)).Fail(exception);
            return null;
        }
    }
}
