using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Values;

/// <summary>Writes a value that is not NULL, without its length.</summary>
delegate void ValueWriter(in DuckDbVector vector, long row, ref RowWriter writer);
