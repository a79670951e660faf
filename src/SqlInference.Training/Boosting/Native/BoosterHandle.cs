using System.Runtime.InteropServices;

namespace SqlInference.Training.Boosting.Native;

/// <summary><c>BoosterHandle</c>.</summary>
sealed class BoosterHandle : SafeHandle
{
    public BoosterHandle(nint booster) : base(0, ownsHandle: true) => SetHandle(booster);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => XGBoostNative.FreeBooster(handle) == XGBoostNative.Success;
}
