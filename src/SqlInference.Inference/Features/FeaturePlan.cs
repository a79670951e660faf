using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>
/// SQL values to features. The same plan, read back from the model's file, is applied to training rows and to what is
/// scored.
/// </summary>
public sealed record FeaturePlan(IReadOnlyList<FeatureSet> Sets)
{
    public static readonly FeaturePlan Empty = new([]);

    /// <summary>How many features there are.</summary>
    [JsonIgnore]
    public int Width => Sets.Sum(set => set.Width);

    [JsonIgnore]
    public int ScratchWidth => Sets.Select(set => set.ScratchWidth).DefaultIfEmpty().Max();

    public IReadOnlyList<string> Names(IReadOnlyList<string> inputs) => [.. Sets.SelectMany(set => set.Names(inputs))];

    /// <summary>For each feature the inputs that it is made of.</summary>
    public IReadOnlyList<IReadOnlyList<InputShare>> Origins() => [.. Sets.SelectMany(set => set.Origins())];

    /// <summary>Writes <c>features[feature * stride + row]</c> for the rows from <paramref name="start"/> on.</summary>
    /// <param name="scratch">Twice <see cref="ScratchWidth"/> columns.</param>
    public unsafe void Fill(ColumnBatch batch, int start, int rows, float* features, float* scratch, int stride)
    {
        foreach (var set in Sets)
        {
            Fill(set, batch, start, rows, features, scratch, stride);
            features += (long)set.Width * stride;
        }
    }

    static unsafe void Fill(FeatureSet set, ColumnBatch batch, int start, int rows, float* features, float* scratch, int stride)
    {
        var from = scratch;
        var to = scratch + (long)set.ScratchWidth * stride;
        var target = set.Steps.Count == 0 ? features : from;
        foreach (var encoder in set.Encoders)
        {
            encoder.Encode(batch[encoder.Input], start, rows, target, stride);
            target += (long)encoder.Width * stride;
        }

        for (var step = 0; step < set.Steps.Count; step++)
        {
            var isLast = step == set.Steps.Count - 1;
            set.Steps[step].Apply(from, isLast ? features : to, rows, stride);
            var done = from;
            from = to;
            to = done;
        }
    }
}
