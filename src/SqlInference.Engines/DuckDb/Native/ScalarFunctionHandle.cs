using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

/// <summary><c>duckdb_scalar_function</c>.</summary>
sealed class ScalarFunctionHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyScalarFunction(ref handle);
        return true;
    }
}
