using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb;

/// <summary>A column of a result.</summary>
public sealed record DuckDbColumn(string Name, DuckDbType Type);
