using System.Runtime.Intrinsics;

namespace SqlInference.Inference.Forest;

static class VectorWidths
{
    public static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : VectorWidth.Bits128;

    public static bool IsSupported(this VectorWidth width) => width <= Widest;
}
