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
