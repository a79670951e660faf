using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>Numbers as they are. What is too large for 32 bits becomes the largest that is not.</summary>
public sealed record NumberEncoder(int Input) : ColumnEncoder(Input)
{
    public override int Width => 1;

    public override IEnumerable<string> Names(string input) => [input];

    public override unsafe void Encode(in ColumnView column, int start, int rows, float* features, int stride)
    {
        var values = (double*)column.Values + start;
        for (var row = 0; row < rows; row++)
            features[row] = (float)Math.Clamp(values[row], -float.MaxValue, float.MaxValue);
        if (column.Validity == null)
            return;
        for (var row = 0; row < rows; row++)
        {
            if (!column.IsValid(start + row))
                features[row] = float.NaN;
        }
    }
}
