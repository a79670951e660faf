using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Statements;

namespace SqlInference.Sidecar.Sessions;

/// <summary>A statement with its values: of the protocol, or a cursor of SQL. Runs when it is first asked for rows.</summary>
sealed class Portal(PreparedStatement statement, object?[] values, FormatCodes formats) : IDisposable
{
    public PreparedStatement Statement => statement;

    public object?[] Values => values;

    public FormatCodes Formats => formats;

    /// <summary>Null before it runs, and where it gives no rows.</summary>
    public RowSource? Rows { get; set; }

    /// <summary>Rows that it has given.</summary>
    public long Given { get; set; }

    /// <summary>There is nothing left of it.</summary>
    public bool IsOver { get; set; }

    /// <summary>A cursor that outlives its transaction.</summary>
    public bool IsHeld { get; init; }

    /// <summary>A cursor of SQL, which is declared rather than bound.</summary>
    public bool IsCursor { get; init; }

    public void Dispose() => Rows?.Dispose();
}
