using System.Globalization;
using System.Text;
using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <summary>Prometheus' text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/</summary>
static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // From 16 µs to a minute, by factors of four: finer than that, a thousand models make too long an answer.
    const int FirstBucket = 4;
    const int LastBucket = 26;
    const int BucketStep = 2;

    public static string Write(IEnumerable<MetricFamily> families, ServerFigures figures)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            var samples = family.Samples(figures).ToArray();
            if (samples.Length == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {EscapeHelp(family.Help)}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Name} {family.Kind.ToString().ToLowerInvariant()}\n");
            foreach (var sample in samples)
                Write(text, family.Name, sample);
        }

        return text.ToString();
    }

    static void Write(StringBuilder text, string name, MetricSample sample)
    {
        if (sample.Times is { } times)
            Write(text, name, sample.Labels, times);
        else
            Line(text, name, sample.Labels, null, sample.Value);
    }

    static void Write(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, HistogramSnapshot times)
    {
        long below = 0;
        var bucket = 0;
        for (var last = FirstBucket; last <= LastBucket; last += BucketStep)
        {
            for (; bucket <= last; bucket++)
                below += times.Counts[bucket];
            Line(text, $"{name}_bucket", labels, Number(Math.ScaleB(1, last) / 1_000_000), below);
        }

        Line(text, $"{name}_bucket", labels, "+Inf", times.Count);
        Line(text, $"{name}_sum", labels, null, times.Total.TotalSeconds);
        Line(text, $"{name}_count", labels, null, times.Count);
    }

    /// <param name="bound">The upper bound of a histogram's bucket.</param>
    static void Line(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound, double value)
    {
        text.Append(name);
        if (labels.Count > 0 || bound is not null)
        {
            var separator = '{';
            foreach (var (label, content) in labels)
            {
                text.Append(separator).Append(label).Append("=\"");
                Escape(text, content);
                text.Append('"');
                separator = ',';
            }

            if (bound is not null)
                text.Append(separator).Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static void Escape(StringBuilder text, string content)
    {
        foreach (var character in content)
        {
            _ = character switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(character),
            };
        }
    }

    static string EscapeHelp(string help) => help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
