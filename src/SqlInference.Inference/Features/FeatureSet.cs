using System.Text.Json.Serialization;

namespace SqlInference.Inference.Features;

/// <summary>Some inputs, encoded and then taken through steps together.</summary>
public sealed record FeatureSet(IReadOnlyList<ColumnEncoder> Encoders, IReadOnlyList<FeatureStep> Steps)
{
    /// <summary>How many features come out.</summary>
    [JsonIgnore]
    public int Width => Steps.Aggregate(EncodedWidth, (width, step) => step.WidthOf(width));

    /// <summary>The widest that the set gets on its way, the last step aside.</summary>
    [JsonIgnore]
    public int ScratchWidth
    {
        get
        {
            var (width, widest) = (EncodedWidth, 0);
            foreach (var step in Steps)
            {
                widest = Math.Max(widest, width);
                width = step.WidthOf(width);
            }

            return widest;
        }
    }

    int EncodedWidth => Encoders.Sum(encoder => encoder.Width);

    /// <summary>For each feature the inputs that it is made of.</summary>
    public IEnumerable<IReadOnlyList<InputShare>> Origins() => Steps.Aggregate(
        Encoders.SelectMany(encoder => Enumerable.Repeat<IReadOnlyList<InputShare>>([new(encoder.Input, 1)], encoder.Width)),
        (origins, step) => step.Origins([.. origins]));

    public IEnumerable<string> Names(IReadOnlyList<string> inputs) => Steps.Aggregate(
        Encoders.SelectMany(encoder => encoder.Names(inputs[encoder.Input])),
        (names, step) => step.Names([.. names]));
}
