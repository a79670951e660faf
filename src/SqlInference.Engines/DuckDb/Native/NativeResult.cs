using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_result</c>: three counters and three pointers, of which only the last is still in use.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeResult
{
    readonly ulong _columnCount;
    readonly ulong _rowCount;
    readonly ulong _rowsChanged;
    readonly nint _columns;
    readonly nint _errorMessage;
    readonly nint _internalData;

    public readonly bool IsNull => _internalData == 0;
}
