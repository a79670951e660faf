namespace SqlInference.Engines.DuckDb;

/// <summary>How a database is opened.</summary>
public sealed record DuckDbOptions
{
    public bool ReadOnly { get; init; }

    /// <summary>Worker threads of the database, the calling thread included; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Further settings by DuckDB's own names.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
