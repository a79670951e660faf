using System.Text.Json.Serialization;

namespace SqlInference.Inference.Features;

/// <summary>Some inputs, encoded and then taken through steps together.</summary>
public sealed record FeatureSet(IReadOnlyList<ColumnEncoder> Encoders, IReadOnlyList<FeatureStep> Steps)
{
    /// <summary>How many features come out.</summary>
    [JsonIgnore]
    public int Width { get; } = Steps.Aggregate(EncodedWidth(Encoders), (width, step) => step.WidthOf(width));

    /// <summary>The widest that the set gets on its way, the last step aside.</summary>
    [JsonIgnore]
    public int ScratchWidth { get; } = Widest(Encoders, Steps);

    public IEnumerable<string> Names(IReadOnlyList<string> inputs) => Steps.Aggregate(
        Encoders.SelectMany(encoder => encoder.Names(inputs[encoder.Input])),
        (names, step) => step.Names([.. names]));

    static int EncodedWidth(IReadOnlyList<ColumnEncoder> encoders) => encoders.Sum(encoder => encoder.Width);

    static int Widest(IReadOnlyList<ColumnEncoder> encoders, IReadOnlyList<FeatureStep> steps)
    {
        var width = EncodedWidth(encoders);
        var widest = 0;
        foreach (var step in steps)
        {
            widest = Math.Max(widest, width);
            width = step.WidthOf(width);
        }

        return widest;
    }
}
