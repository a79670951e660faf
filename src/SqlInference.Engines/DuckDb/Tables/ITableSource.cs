namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>A function that a query can read from: <c>SELECT … FROM name(…)</c>. Thread-safe.</summary>
public interface ITableSource
{
    string Name { get; }

    /// <summary>The arguments that every call gives, in order.</summary>
    IReadOnlyList<FunctionParameter> Parameters { get; }

    /// <summary>The arguments that a call may give by name, as in <c>seed := 7</c>.</summary>
    IReadOnlyList<FunctionParameter> NamedParameters { get; }

    /// <summary>
    /// Says what a call will give, before a row of it is read. A query may be planned more often than it is run. What is
    /// thrown reaches the query's caller: a <see cref="Errors.SqlInferenceException"/> with its condition and hint.
    /// </summary>
    ITable Bind(TableCall call);
}
