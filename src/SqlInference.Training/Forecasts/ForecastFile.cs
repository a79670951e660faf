using System.Text.Json;
using System.Text.Json.Nodes;

namespace SqlInference.Training.Forecasts;

/// <summary>A forecast in JSON, which people can read too: for each item what is expected at each step and how far from it the truth may be.</summary>
public static class ForecastFile
{
    public const string Name = "forecast.json";

    public static void Write(Stream stream, TrainedForecast forecast)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteString("frequency", forecast.Frequency.ToString());
        writer.WriteStartArray("items");
        foreach (var item in forecast.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("item", item.Item);
            writer.WriteString("last", DateTime.UnixEpoch.AddMicroseconds(item.Last));
            writer.WriteString("method", item.Method);
            Write(writer, "mean", item.Forecast.Mean);
            Write(writer, "deviation", item.Forecast.Deviation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static (Frequency Frequency, IReadOnlyList<ItemForecast> Items) Read(Stream stream)
    {
        var document = JsonNode.Parse(stream)!;
        return (Frequency.Parse((string)document["frequency"]!), [.. document["items"]!.AsArray().Select(item => new ItemForecast(
            (string?)item!["item"], (long)((DateTime)item["last"]! - DateTime.UnixEpoch).TotalMicroseconds, (string)item["method"]!, new(Numbers(item["mean"]!), Numbers(item["deviation"]!))))]);
    }

    static void Write(Utf8JsonWriter writer, string name, double[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => (double)number!)];
}
