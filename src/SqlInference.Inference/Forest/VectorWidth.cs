using System.Runtime.Intrinsics;

namespace SqlInference.Inference.Forest;

/// <summary>Which registers the scorers use. All give the same scores.</summary>
enum VectorWidth
{
    /// <summary>What every 64-bit processor has, or emulated.</summary>
    Bits128 = 128,

    /// <summary>AVX2.</summary>
    Bits256 = 256,

    /// <summary>AVX-512.</summary>
    Bits512 = 512,
}

static class VectorWidths
{
    public static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : VectorWidth.Bits128;

    public static bool IsSupported(this VectorWidth width) => width <= Widest;
}
