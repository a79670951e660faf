namespace SqlInference.Inference.Features;

/// <summary>(value - offset) * factor, column by column.</summary>
public sealed record ScaleStep(IReadOnlyList<float> Offsets, IReadOnlyList<float> Factors) : FeatureStep
{
    public override int WidthOf(int width) => width;

    public override IEnumerable<string> Names(IReadOnlyList<string> names) => names;

    public override unsafe void Apply(float* from, float* to, int rows, int stride)
    {
        for (var column = 0; column < Offsets.Count; column++)
        {
            var (offset, factor) = (Offsets[column], Factors[column]);
            float* source = from + (long)column * stride, target = to + (long)column * stride;
            for (var row = 0; row < rows; row++)
                target[row] = (source[row] - offset) * factor;
        }
    }
}
