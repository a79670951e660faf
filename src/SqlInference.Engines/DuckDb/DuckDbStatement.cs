using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// A statement with parameters. It is planned again for every run, because a plan that DuckDB keeps would go on
/// calling the model version it was made with.
/// </summary>
public sealed class DuckDbStatement
{
    readonly DuckDbConnection _connection;
    readonly string _sql;

    internal DuckDbStatement(DuckDbConnection connection, string sql)
    {
        _connection = connection;
        _sql = sql;
    }

    /// <summary>Runs the statement; <paramref name="parameters"/> stand for <c>$1</c>, <c>$2</c>, ….</summary>
    public DuckDbResult Query(IReadOnlyList<object?> parameters, CancellationToken cancellation = default)
    {
        var query = _connection.Begin(cancellation);
        try
        {
            using var statements = _connection.Extract(_sql, query, out var count);
            if (count != 1)
                throw new ArgumentException("Only a single statement can have parameters.");
            using var statement = _connection.PrepareExtracted(statements, 0, query);
            Bind(statement, parameters);
            return new(_connection, query, DuckDbNative.PreparedStatementType(statement), DuckDbConnection.Run(statement, query));
        }
        catch
        {
            _connection.End();
            throw;
        }
    }

    /// <summary>Runs the statement to its end and answers how many rows it changed, or -1 where it counts none.</summary>
    public long Execute(IReadOnlyList<object?> parameters, CancellationToken cancellation = default)
    {
        using var result = Query(parameters, cancellation);
        while (result.Read())
        {
        }

        return result.RowsChanged;
    }

    static void Bind(StatementHandle statement, IReadOnlyList<object?> parameters)
    {
        var expected = (int)DuckDbNative.ParameterCount(statement);
        if (expected != parameters.Count)
            throw new ArgumentException($"The statement has {expected} parameters, but {parameters.Count} were given.");
        for (var i = 0; i < parameters.Count; i++)
        {
            using var value = ParameterValue.Create(parameters[i]);
            if (DuckDbNative.BindValue(statement, (ulong)i + 1, value) != DuckDbNative.Success)
                throw new ArgumentException($"Parameter ${i + 1} could not be bound.");
        }
    }
}
