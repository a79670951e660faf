using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary>
/// libduckdb's C API, one file per chapter of <c>duckdb.h</c>. States are 0 for success. Text that DuckDB returns as
/// <c>const char *</c> belongs to the object it was asked of; <c>char *</c> is freed by <see cref="Free"/>.
/// </summary>
static unsafe partial class DuckDbNative
{
    const string Library = "duckdb";

    public const int Success = 0;

    [LibraryImport(Library, EntryPoint = "duckdb_library_version")]
    public static partial nint LibraryVersion();

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(nint pointer);

    /// <summary>Copies text that DuckDB keeps.</summary>
    public static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    /// <summary>Copies text that DuckDB hands over, and frees it.</summary>
    public static string? TakeText(nint utf8)
    {
        var text = Marshal.PtrToStringUTF8(utf8);
        if (utf8 != 0)
            Free(utf8);
        return text;
    }
}
