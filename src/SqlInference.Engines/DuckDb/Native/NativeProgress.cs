using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_query_progress_type</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly struct NativeProgress
{
    public readonly double Percentage;
    public readonly ulong RowsProcessed;
    public readonly ulong RowsTotal;
}
