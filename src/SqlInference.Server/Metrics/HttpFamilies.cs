namespace SqlInference.Server.Metrics;

static class HttpFamilies
{
    public static readonly IReadOnlyList<MetricFamily> All =
    [
        new("sqlinference_http_requests_total", MetricKind.Counter, "Requests that ended, by protocol and by the class of their status; aborted: the client went away, or the answer broke off.",
            figures => figures.Protocols.SelectMany(Requests)),
        Each("sqlinference_http_requests_in_flight", MetricKind.Gauge, "Requests under way.", protocol => protocol.InFlight),
        Each("sqlinference_http_request_bytes_total", MetricKind.Counter, "Bytes of request bodies, as their Content-Length has it; bodies without one are not counted.", protocol => protocol.RequestBytes),
        new("sqlinference_http_request_duration_seconds", MetricKind.Histogram, "Time from the first line of a request to the end of its answer.",
            figures => figures.Protocols.Select(protocol => new MetricSample(Labels(protocol), 0, protocol.Times))),
    ];

    // What a protocol was never asked is left out.
    static IEnumerable<MetricSample> Requests(ProtocolFigures protocol) => RequestCounts.Outcomes.Zip(protocol.Requests)
        .Where(outcome => outcome.Second > 0)
        .Select(outcome => new MetricSample([.. Labels(protocol), new("status", outcome.First)], outcome.Second));

    static MetricFamily Each(string name, MetricKind kind, string help, Func<ProtocolFigures, double> value) =>
        new(name, kind, help, figures => figures.Protocols.Select(protocol => new MetricSample(Labels(protocol), value(protocol))));

    static KeyValuePair<string, string>[] Labels(ProtocolFigures protocol) => [new("protocol", protocol.Protocol)];
}
