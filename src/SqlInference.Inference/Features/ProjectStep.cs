namespace SqlInference.Inference.Features;

/// <summary>Principal components: the columns less their means, projected on directions. What is missing counts as the mean.</summary>
/// <param name="Directions">Each as long as there are columns.</param>
public sealed record ProjectStep(IReadOnlyList<float> Means, IReadOnlyList<IReadOnlyList<float>> Directions) : FeatureStep
{
    public override int WidthOf(int width) => Directions.Count;

    public override IEnumerable<string> Names(IReadOnlyList<string> names) =>
        Directions.Select((_, direction) => $"component {direction + 1} of {string.Join(", ", names)}");

    /// <summary>A direction has length 1: the squares of what the columns weigh in it are their shares.</summary>
    public override IEnumerable<IReadOnlyList<InputShare>> Origins(IReadOnlyList<IReadOnlyList<InputShare>> columns) =>
        Directions.Select(direction => InputShare.Mix([.. direction.Select(weight => (double)weight * weight)], columns));

    public override unsafe void Apply(float* from, float* to, int rows, int stride)
    {
        for (var direction = 0; direction < Directions.Count; direction++)
        {
            var target = to + (long)direction * stride;
            new Span<float>(target, rows).Clear();
            for (var column = 0; column < Means.Count; column++)
            {
                var (mean, weight) = (Means[column], Directions[direction][column]);
                var source = from + (long)column * stride;
                for (var row = 0; row < rows; row++)
                    target[row] += float.IsNaN(source[row]) ? 0 : (source[row] - mean) * weight;
            }
        }
    }
}
