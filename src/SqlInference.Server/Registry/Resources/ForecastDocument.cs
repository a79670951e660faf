using System.ComponentModel;
using SqlInference.Service;

namespace SqlInference.Server.Registry.Resources;

[Description("What a FORECAST model says of the time to come.")]
sealed record ForecastList
{
    [Description("Item by item, in the order of time.")]
    public required IReadOnlyList<ForecastDocument> Forecast { get; init; }
}

[Description("One step of one item.")]
sealed record ForecastDocument
{
    [Description("The item; null where there is only one series.")]
    public string? Id { get; init; }

    [Description("When, in no time zone.")]
    public required string Time { get; init; }

    [Description("What is expected, by the names that PERCENTILES gives: p10, p50, mean.")]
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    public static ForecastDocument Of(ForecastRow row, IReadOnlyList<Percentile> percentiles) => new()
    {
        Id = row.Item,
        Time = DateTime.UnixEpoch.AddMicroseconds(row.Time).ToString("s", System.Globalization.CultureInfo.InvariantCulture),
        Values = percentiles.Zip(row.Values).ToDictionary(each => each.First.Column, each => each.Second),
    };
}
