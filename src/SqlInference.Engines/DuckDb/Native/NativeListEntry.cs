using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_list_entry</c>: where a row's elements lie in the child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeListEntry
{
    public ulong Offset;
    public ulong Length;
}
