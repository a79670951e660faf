using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_prepared_statement</c>.</summary>
sealed class StatementHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyPrepare(ref handle);
        return true;
    }
}
