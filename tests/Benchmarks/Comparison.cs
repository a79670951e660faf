using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// The same work done in two ways, in turns, so that whatever else the machine does meets both alike. Rates are medians;
/// ratios are medians of the ratios of neighbours.
/// </summary>
sealed class Comparison
{
    const int WarmUps = 2;

    Comparison(int rows, Sample[] ours, Sample[] limits)
    {
        Rate = rows / Median(ours.Select(sample => sample.Seconds));
        LimitRate = rows / Median(limits.Select(sample => sample.Seconds));
        Ratio = Median(ours.Zip(limits, (one, limit) => limit.Seconds / one.Seconds));
        CpuRatio = Median(ours.Zip(limits, (one, limit) => limit.CpuSeconds / one.CpuSeconds));
    }

    public double Rate { get; }

    public double LimitRate { get; }

    /// <summary>How fast the first way is by the clock, with the other as 1.</summary>
    public double Ratio { get; }

    /// <summary>The same by the processor time of the whole process, which other programs disturb less.</summary>
    public double CpuRatio { get; }

    public static Comparison Run(int rows, Action ours, Action limit, int turns = 9)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            ours();
            limit();
        }

        var (first, second) = (new Sample[turns], new Sample[turns]);
        for (var i = 0; i < turns; i++)
        {
            first[i] = Sample.Of(ours);
            second[i] = Sample.Of(limit);
        }

        return new(rows, first, second);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    readonly record struct Sample(double Seconds, double CpuSeconds)
    {
        public static Sample Of(Action work)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            work();
            return new(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }
    }
}
