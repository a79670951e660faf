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
