using System.Runtime.Intrinsics;

namespace SqlInference.Inference.Explanations;

/// <summary>What a way to a leaf asks of one feature, all tests of that feature taken together.</summary>
/// <param name="Lower">The least value that passes.</param>
/// <param name="Upper">The least value above that does not; NaN where there is none.</param>
/// <param name="MissingPasses">Whether a missing value passes.</param>
/// <param name="Cover">The share of training rows that passed.</param>
readonly record struct PathTest(int Feature, float Lower, float Upper, bool MissingPasses, double Cover)
{
    public static PathTest Of(int feature) => new(feature, float.NegativeInfinity, float.NaN, true, 1);

    public bool Passes(float value) => float.IsNaN(value) ? MissingPasses : value >= Lower && !(value >= Upper);

    /// <summary>Sets a bit in the patterns of rows that pass.</summary>
    public unsafe void Mark(float* values, int rows, int bit, int* patterns)
    {
        var row = 0;
        var (lower, upper, bits) = (Vector256.Create(Lower), Vector256.Create(Upper), Vector256.Create(bit));
        var missing = MissingPasses ? Vector256<float>.AllBitsSet : Vector256<float>.Zero;
        for (; row <= rows - Vector256<float>.Count; row += Vector256<float>.Count)
        {
            var value = Vector256.Load(values + row);
            var passes = (Vector256.GreaterThanOrEqual(value, lower) & ~Vector256.GreaterThanOrEqual(value, upper)) | (~Vector256.Equals(value, value) & missing);
            (Vector256.Load(patterns + row) | (passes.AsInt32() & bits)).Store(patterns + row);
        }

        for (; row < rows; row++)
            patterns[row] |= Passes(values[row]) ? bit : 0;
    }

    /// <summary>With one more test of the feature.</summary>
    public PathTest Below(float threshold, bool missingPasses, double cover) => this with
    {
        Upper = threshold >= Upper ? Upper : threshold,
        MissingPasses = MissingPasses && missingPasses,
        Cover = Cover * cover,
    };

    public PathTest NotBelow(float threshold, bool missingPasses, double cover) => this with
    {
        Lower = Math.Max(Lower, threshold),
        MissingPasses = MissingPasses && missingPasses,
        Cover = Cover * cover,
    };
}
