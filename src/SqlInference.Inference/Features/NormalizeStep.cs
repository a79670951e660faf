namespace SqlInference.Inference.Features;

/// <summary>Scales each row to unit length; rows of zeros stay as they are.</summary>
/// <param name="Columns">How many columns there are.</param>
public sealed record NormalizeStep(int Columns) : FeatureStep
{
    public override int WidthOf(int width) => width;

    public override IEnumerable<string> Names(IReadOnlyList<string> names) => names;

    public override unsafe void Apply(float* from, float* to, int rows, int stride)
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < Columns; column++)
            {
                double value = from[(long)column * stride + row];
                sum += value * value;
            }

            var factor = sum > 0 ? (float)(1 / Math.Sqrt(sum)) : 1;
            for (var column = 0; column < Columns; column++)
                to[(long)column * stride + row] = from[(long)column * stride + row] * factor;
        }
    }
}
