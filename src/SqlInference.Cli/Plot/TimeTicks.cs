using System.Globalization;

namespace SqlInference.Cli.Plot;

/// <summary>Where a time axis is divided, and what stands there: years, months, days, hours or minutes, whatever is fine enough.</summary>
static class TimeTicks
{
    const int Most = 13;

    static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
        TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7),
    ];

    static readonly int[] StepsInMonths = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];

    /// <summary>The ticks within a stretch of time, in order. A text belongs to the time from its tick to the next.</summary>
    public static IReadOnlyList<(DateTime Time, string Text)> Between(DateTime from, DateTime to)
    {
        foreach (var step in Steps)
        {
            if ((to - from) / step <= Most)
                return Label(Every(step, from, to), step);
        }

        var months = (to.Year - from.Year) * 12 + to.Month - from.Month + 1;
        var stepInMonths = StepsInMonths.First(step => months / step <= Most || step == StepsInMonths[^1]);
        return LabelMonths(EveryMonths(stepInMonths, from, to), stepInMonths);
    }

    static IEnumerable<DateTime> Every(TimeSpan step, DateTime from, DateTime to)
    {
        // Counted from a Monday, so that weeks begin on one.
        var origin = new DateTime(1, 1, 1);
        var time = origin + Math.Ceiling((from - origin) / step) * step;
        for (; time <= to; time += step)
            yield return time;
    }

    static IEnumerable<DateTime> EveryMonths(int step, DateTime from, DateTime to)
    {
        // Counted from the year 0, so that decades begin with one.
        var first = from.Year * 12 + from.Month - 1;
        for (var month = Math.Max(12, first / step * step); month < 10_000 * 12; month += step)
        {
            var time = new DateTime(month / 12, month % 12 + 1, 1);
            if (time > to)
                yield break;
            if (time >= from)
                yield return time;
        }
    }

    static (DateTime, string)[] Label(IEnumerable<DateTime> times, TimeSpan step) =>
        [.. times.Select((time, i) => (time, Text(time, (step, i) switch
        {
            ({ TotalDays: >= 1 }, 0) => "d MMM yyyy",
            ({ TotalDays: >= 1 }, _) => "d MMM",
            (_, 0) => "d MMM HH:mm",
            _ => time.TimeOfDay == TimeSpan.Zero ? "d MMM" : "HH:mm",
        })))];

    static (DateTime, string)[] LabelMonths(IEnumerable<DateTime> times, int step) =>
        [.. times.Select((time, i) => (time, Text(time, step >= 12 ? "yyyy" : i == 0 || time.Month == 1 ? "MMM yyyy" : "MMM")))];

    static string Text(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
