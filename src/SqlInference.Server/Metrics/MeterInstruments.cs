using System.Diagnostics.Metrics;

namespace SqlInference.Server.Metrics;

/// <summary>
/// The metrics as instruments of a meter. Their names lack what Prometheus appends; a histogram, which cannot be
/// observed, is its sum and its count.
/// </summary>
sealed class MeterInstruments
{
    const string Total = "_total";

    // One collection asks every instrument; they are to agree, and the catalog is to be asked once.
    static readonly TimeSpan OneCollection = TimeSpan.FromMilliseconds(100);

    readonly FigureReader _reader;
    readonly TimeProvider _time;
    readonly Lock _gate = new();
    ServerFigures? _figures;
    long _readAt;

    public MeterInstruments(Meter meter, FigureReader reader, TimeProvider time)
    {
        _reader = reader;
        _time = time;
        foreach (var family in MetricFamilies.All)
            Add(meter, family);
    }

    void Add(Meter meter, MetricFamily family)
    {
        switch (family.Kind)
        {
            case MetricKind.Histogram:
                meter.CreateObservableCounter($"{family.Name}_sum", () => Observe(family, sample => sample.Times!.Total.TotalSeconds), "s", family.Help);
                meter.CreateObservableCounter($"{family.Name}_count", () => Observe(family, sample => sample.Times!.Count), null, family.Help);
                break;
            case MetricKind.Counter:
                var name = family.Name.EndsWith(Total, StringComparison.Ordinal) ? family.Name[..^Total.Length] : family.Name;
                meter.CreateObservableCounter(name, () => Observe(family, sample => sample.Value), Unit(name), family.Help);
                break;
            default:
                meter.CreateObservableGauge(family.Name, () => Observe(family, sample => sample.Value), Unit(family.Name), family.Help);
                break;
        }
    }

    IEnumerable<Measurement<double>> Observe(MetricFamily family, Func<MetricSample, double> value) => family.Samples(Current())
        .Select(sample => new Measurement<double>(value(sample), sample.Labels.Select(label => KeyValuePair.Create(label.Key, (object?)label.Value))));

    ServerFigures Current()
    {
        lock (_gate)
        {
            if (_figures is null || _time.GetElapsedTime(_readAt) > OneCollection)
                (_figures, _readAt) = (_reader.Read(), _time.GetTimestamp());
            return _figures;
        }
    }

    static string? Unit(string name) => name.EndsWith("_seconds", StringComparison.Ordinal) ? "s" : name.EndsWith("_bytes", StringComparison.Ordinal) ? "By" : null;
}
