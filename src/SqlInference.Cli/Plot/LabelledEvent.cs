namespace SqlInference.Cli.Plot;

/// <summary>Consecutive rows with the same label, and how many of them are anomalies.</summary>
sealed record LabelledEvent(string Label, int FirstRow, int LastRow, int Anomalies)
{
    public static List<LabelledEvent> Of(PlotData data)
    {
        var events = new List<LabelledEvent>();
        for (var first = 0; first < data.Count;)
        {
            var last = first;
            while (last + 1 < data.Count && data.Labels[last + 1] == data.Labels[first])
                last++;
            if (data.Labels[first] is { Length: > 0 } label)
                events.Add(new(label, first, last, Enumerable.Range(first, last - first + 1).Count(data.IsAnomaly)));
            first = last + 1;
        }

        return events;
    }
}
