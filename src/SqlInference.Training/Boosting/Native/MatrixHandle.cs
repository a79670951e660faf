using System.Runtime.InteropServices;

namespace SqlInference.Training.Boosting.Native;

/// <summary><c>DMatrixHandle</c>: XGBoost's own copy of the rows.</summary>
sealed class MatrixHandle : SafeHandle
{
    public MatrixHandle(nint matrix) : base(0, ownsHandle: true) => SetHandle(matrix);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => XGBoostNative.FreeMatrix(handle) == XGBoostNative.Success;
}
