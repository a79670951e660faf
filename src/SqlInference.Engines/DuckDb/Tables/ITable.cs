namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>One call of a table function, planned. The engine disposes it with the plan.</summary>
public interface ITable : IDisposable
{
    IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many rows to expect, for the planner; null where unknown.</summary>
    long? Cardinality { get; }

    /// <summary>Starts reading from the first row.</summary>
    ITableReader Open(CancellationToken cancellation);
}
