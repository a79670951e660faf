using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_interval</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly struct NativeInterval
{
    public readonly int Months;
    public readonly int Days;
    public readonly long Micros;
}
