using System.Globalization;
using System.Text.RegularExpressions;

namespace SqlInference.Server.Tests.Metrics;

/// <summary>A strict reader of Prometheus' text format 0.0.4.</summary>
sealed partial class ParsedMetrics
{
    readonly Dictionary<string, string> _types = [];
    readonly Dictionary<string, double> _series = [];
    readonly Dictionary<string, List<(double Bound, double Count)>> _buckets = [];

    public ParsedMetrics(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var family = "";
        var described = new HashSet<string>();
        foreach (var line in text[..^1].Split('\n'))
        {
            var words = line.Split(' ', 4);
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = words[2];
                Assert.True(described.Add(family), $"{family} is described twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.Equal(family, words[2]);
                Assert.Contains(words[3], (string[])["counter", "gauge", "histogram"]);
                _types.Add(family, words[3]);
            }
            else
            {
                AddSample(family, line);
            }
        }
    }

    public IReadOnlyCollection<string> Series => _series.Keys;

    public IReadOnlyCollection<string> Histograms => _buckets.Keys;

    /// <summary>The value of a series, written as it stands in the text.</summary>
    public double this[string series] => _series.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException(series);

    public string TypeOf(string family) => _types[family];

    /// <summary>The upper bounds of a histogram and how much is below each.</summary>
    public IReadOnlyList<(double Bound, double Count)> Buckets(string series) => _buckets[series];

    void AddSample(string family, string line)
    {
        var match = Sample().Match(line);
        Assert.True(match.Success, line);
        var name = match.Groups["name"].Value;
        var labels = match.Groups["label"].Captures.Select(label => label.Value).ToArray();
        var type = _types[family];
        Assert.Contains(name, type == "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : (string[])[family]);
        Assert.Equal(labels.Length, labels.Select(label => label.Split('=')[0]).Distinct().Count());
        Assert.True(_series.TryAdd(Key(name, labels), Number(match.Groups["value"].Value)), $"{line} comes twice");
        if (name != $"{family}_bucket")
            return;
        var bound = Assert.Single(labels, label => label.StartsWith("le=", StringComparison.Ordinal))[4..^1];
        var histogram = Key(family, [.. labels.Where(label => !label.StartsWith("le=", StringComparison.Ordinal))]);
        _buckets.TryAdd(histogram, []);
        _buckets[histogram].Add((Number(bound), Number(match.Groups["value"].Value)));
    }

    static string Key(string name, string[] labels) => labels.Length == 0 ? name : $"{name}{{{string.Join(',', labels)}}}";

    static double Number(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*="(\\[\\"n]|[^\\"])*")(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*="(\\[\\"n]|[^\\"])*"))*\})? (?<value>\S+)$""")]
    private static partial Regex Sample();
}
