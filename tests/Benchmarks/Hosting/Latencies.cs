using System.Diagnostics;

namespace Benchmarks.Hosting;

/// <summary>How long each request of some callers took, and how many failed.</summary>
sealed class Latencies
{
    readonly List<double> _microseconds = [];
    readonly Lock _gate = new();
    int _failures;

    public int Count => _microseconds.Count;

    public int Failures => _failures;

    public string FirstFailure { get; private set; } = "none";

    /// <summary>Has callers ask for models until each is told to stop.</summary>
    /// <param name="next">Given the caller's own random numbers and how many requests it has made, the model to ask for; null to stop.</param>
    public Task RunAsync(ManyForests forests, int callers, Func<Random, int, int?> next) => Task.WhenAll(Enumerable.Range(0, callers).Select(number => Task.Run(async () =>
    {
        var random = new Random(number);
        var caller = forests.Caller();
        var own = new List<double>();
        for (var i = 0; next(random, i) is { } model; i++)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await caller(model);
            }
            catch (Exception exception)
            {
                Interlocked.Increment(ref _failures);
                FirstFailure = exception.Message;
            }

            own.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        lock (_gate)
            _microseconds.AddRange(own);
    })));

    public string Quantile(double fraction)
    {
        _microseconds.Sort();
        return $"{_microseconds[(int)((_microseconds.Count - 1) * fraction)]:N0} µs";
    }
}
