using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>The rows of a <see cref="CallerQuery"/> and the connection that they come on.</summary>
public sealed class CallerRows : IDisposable
{
    readonly DuckDbConnection _connection;

    internal CallerRows(DuckDbConnection connection, DuckDbResult result)
    {
        _connection = connection;
        Result = result;
    }

    /// <summary>For looking at the chunk at hand; moved on by <see cref="Read"/> only.</summary>
    public DuckDbResult Result { get; }

    /// <summary>Moves to the next chunk that has rows; false at the end.</summary>
    public bool Read()
    {
        try
        {
            while (Result.Read())
            {
                if (Result.RowCount > 0)
                    return true;
            }

            return false;
        }
        catch (DuckDbException exception)
        {
            throw Failed(exception);
        }
    }

    public void Dispose()
    {
        Result.Dispose();
        _connection.Dispose();
    }

    internal static SqlInferenceException Failed(DuckDbException exception) => new(
        exception.Condition, $"The inner query failed: {exception.Message}", exception.Hint ?? "Run the query by itself until it works.", exception);
}
