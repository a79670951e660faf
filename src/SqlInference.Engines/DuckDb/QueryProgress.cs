namespace SqlInference.Engines.DuckDb;

/// <summary>How far a query has come.</summary>
/// <param name="Percentage">Null while DuckDB cannot tell.</param>
public readonly record struct QueryProgress(double? Percentage, long RowsProcessed, long RowsTotal);
