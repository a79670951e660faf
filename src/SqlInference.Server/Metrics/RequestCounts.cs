using SqlInference.Inference.Statistics;

namespace SqlInference.Server.Metrics;

/// <summary>Counts the requests of one protocol, without allocating.</summary>
sealed class RequestCounts(string protocol)
{
    /// <summary>How requests end: by the class of their status, or before there was an answer.</summary>
    public static readonly IReadOnlyList<string> Outcomes = ["aborted", "1xx", "2xx", "3xx", "4xx", "5xx"];

    readonly long[] _requests = new long[Outcomes.Count];
    readonly Histogram _times = new();
    long _inFlight;
    long _requestBytes;

    public string Protocol => protocol;

    /// <param name="bytes">The length of the body, where the client says it.</param>
    public void Begin(long? bytes)
    {
        Interlocked.Increment(ref _inFlight);
        if (bytes > 0)
            Interlocked.Add(ref _requestBytes, bytes.Value);
    }

    /// <param name="status">0 where nobody got an answer.</param>
    public void End(int status, TimeSpan duration)
    {
        Interlocked.Increment(ref _requests[Math.Clamp(status / 100, 0, _requests.Length - 1)]);
        _times.Record(duration);
        // Last: whoever reads that nothing is under way finds everything counted.
        Interlocked.Decrement(ref _inFlight);
    }

    public ProtocolFigures Read()
    {
        var inFlight = Interlocked.Read(ref _inFlight);
        var requests = new long[_requests.Length];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = Interlocked.Read(ref _requests[i]);
        return new(protocol, requests, inFlight, Interlocked.Read(ref _requestBytes), _times.Snapshot());
    }
}
