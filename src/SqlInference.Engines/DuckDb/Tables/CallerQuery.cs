using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>A SELECT that a table function was given as text, planned. Thread-safe; owned by whoever planned it.</summary>
public sealed class CallerQuery : IDisposable
{
    const string OneSelect = "Pass the text of one SELECT, such as 'SELECT ts, value FROM t ORDER BY ts'.";

    readonly CallerSession _caller;
    readonly string _sql;

    CallerQuery(CallerSession caller, string sql, IReadOnlyList<TableColumn> columns)
    {
        _caller = caller;
        _sql = sql;
        Columns = columns;
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Runs the query; its rows come while it runs.</summary>
    public CallerRows Open(CancellationToken cancellation)
    {
        var connection = _caller.Connect();
        try
        {
            var rows = connection.Query(_sql, cancellation);
            if (HasSameColumns(rows))
                return new(connection, rows);
            rows.Dispose();
            throw new SqlInferenceException(ErrorConditions.DatabaseError,
                "The columns of the inner query have changed since the statement was planned.", "Run the statement again.");
        }
        catch (DuckDbException exception)
        {
            connection.Dispose();
            throw CallerRows.Failed(exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var column in Columns)
            column.Dispose();
    }

    internal static CallerQuery Plan(CallerSession caller, string sql, CancellationToken cancellation)
    {
        using var connection = caller.Connect();
        var query = connection.Begin(cancellation);
        try
        {
            using var statements = connection.Extract(sql, query, out var count);
            if (count != 1)
                throw Refused($"The text of the inner query holds {count} statements; it has to be one SELECT.");
            using var statement = connection.PrepareExtracted(statements, 0, query);
            if (DuckDbNative.PreparedStatementType(statement) != DuckDbStatementKind.Select)
                throw Refused("The inner query is not a SELECT.");
            if (DuckDbNative.ParameterCount(statement) > 0)
                throw Refused("The inner query has parameters, which nothing gives a value.");
            return new(caller, sql, ColumnsOf(statement));
        }
        catch (DuckDbException exception)
        {
            throw CallerRows.Failed(exception);
        }
        finally
        {
            connection.End();
        }
    }

    static TableColumn[] ColumnsOf(StatementHandle statement)
    {
        var columns = new TableColumn[DuckDbNative.PreparedColumnCount(statement)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = DuckDbNative.TakeText(DuckDbNative.PreparedColumnName(statement, (ulong)i)) ?? "";
            columns[i] = new(name, DuckDbNative.PreparedColumnLogicalType(statement, (ulong)i));
        }

        return columns;
    }

    bool HasSameColumns(DuckDbResult rows) => rows.Columns.Count == Columns.Count &&
        rows.Columns.Zip(Columns).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type.Name == pair.Second.Type.Name);

    static SqlInferenceException Refused(string message) => new(ErrorConditions.InvalidClauseValue, message, OneSelect);
}
