using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_pending_result</c>.</summary>
sealed class PendingHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyPending(ref handle);
        return true;
    }
}
