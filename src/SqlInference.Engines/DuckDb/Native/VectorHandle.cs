using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary>A <c>duckdb_vector</c> of our own; one that belongs to a chunk is a bare pointer.</summary>
sealed class VectorHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>Usable for as long as the handle is held.</summary>
    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyVector(ref handle);
        return true;
    }
}
