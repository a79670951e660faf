namespace SqlInference.Inference.Features;

/// <summary>Fills in what is missing.</summary>
/// <param name="Values">One for each column.</param>
/// <param name="Indicated">Columns that get one more column behind all others: 1 where the value was missing, else 0.</param>
public sealed record ImputeStep(IReadOnlyList<float> Values, IReadOnlyList<int> Indicated) : FeatureStep
{
    public override int WidthOf(int width) => width + Indicated.Count;

    public override IEnumerable<string> Names(IReadOnlyList<string> names) =>
        [.. names, .. Indicated.Select(column => $"{names[column]} is missing")];

    public override IEnumerable<IReadOnlyList<InputShare>> Origins(IReadOnlyList<IReadOnlyList<InputShare>> columns) =>
        [.. columns, .. Indicated.Select(column => columns[column])];

    public override unsafe void Apply(float* from, float* to, int rows, int stride)
    {
        for (var column = 0; column < Values.Count; column++)
        {
            var value = Values[column];
            float* source = from + (long)column * stride, target = to + (long)column * stride;
            for (var row = 0; row < rows; row++)
                target[row] = float.IsNaN(source[row]) ? value : source[row];
        }

        for (var i = 0; i < Indicated.Count; i++)
        {
            float* source = from + (long)Indicated[i] * stride, target = to + (long)(Values.Count + i) * stride;
            for (var row = 0; row < rows; row++)
                target[row] = float.IsNaN(source[row]) ? 1 : 0;
        }
    }
}
