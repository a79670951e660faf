using System.Globalization;

namespace SqlInference.Training.Forecasts;

/// <summary>The step from one value of a series to the next, such as <c>30min</c>, <c>H</c>, <c>D</c> or <c>3M</c>. Times are microseconds since 1970.</summary>
public readonly record struct Frequency
{
    const long Minute = 60_000_000, Day = 1440 * Minute;

    // The units whose steps are all of one length, the longest first.
    static readonly (string Unit, long Length)[] Fixed = [("W", 7 * Day), ("D", Day), ("H", 60 * Minute), ("min", Minute)];

    readonly int _months;
    readonly long _length;

    Frequency(int months, long length) => (_months, _length) = (months, length);

    /// <summary>Reads a step as SETTINGS (FREQUENCY …) keeps it.</summary>
    public static Frequency Parse(string text)
    {
        var unit = text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var count = unit.Length == text.Length ? 1 : int.Parse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        return unit switch
        {
            "Y" => new(12 * count, 0),
            "M" => new(count, 0),
            _ => new(0, count * Fixed.First(each => each.Unit == unit).Length),
        };
    }

    /// <summary>The step that most neighbours are apart; null where that is none of whole minutes.</summary>
    /// <param name="times">Of all series, each in ascending order.</param>
    public static Frequency? Guess(IEnumerable<long[]> times)
    {
        var distances = new Dictionary<long, int>();
        foreach (var series in times)
        {
            for (var i = 1; i < series.Length; i++)
            {
                if (series[i] == series[i - 1])
                    continue;
                var days = (series[i] - series[i - 1]) / Day;
                // Months and years differ in length.
                var distance = days switch { 28 or 29 or 30 or 31 => 30 * Day, 90 or 91 or 92 => 91 * Day, 365 or 366 => 365 * Day, _ => series[i] - series[i - 1] };
                distances[distance] = distances.GetValueOrDefault(distance) + 1;
            }
        }

        if (distances.Count == 0)
            return null;
        var most = distances.OrderByDescending(each => each.Value).ThenBy(each => each.Key).First().Key;
        return most switch
        {
            30 * Day => new(1, 0),
            91 * Day => new(3, 0),
            365 * Day => new(12, 0),
            _ => most % Minute == 0 ? new(0, most) : null,
        };
    }

    /// <summary>The time that many steps after another.</summary>
    public long After(long time, int steps) => _months == 0
        ? time + steps * _length
        : (long)(DateTime.UnixEpoch.AddMicroseconds(time).AddMonths(steps * _months) - DateTime.UnixEpoch).TotalMicroseconds;

    /// <summary>How many steps one time is after another; null where it is between two steps.</summary>
    public int? Steps(long from, long to)
    {
        long steps;
        if (_months == 0)
        {
            steps = (to - from) / _length;
        }
        else
        {
            var (first, last) = (DateTime.UnixEpoch.AddMicroseconds(from), DateTime.UnixEpoch.AddMicroseconds(to));
            steps = ((last.Year - first.Year) * 12 + last.Month - first.Month) / _months;
        }

        return steps is >= 0 and <= int.MaxValue && After(from, (int)steps) == to ? (int)steps : null;
    }

    /// <summary>After how many steps values may be alike: a day, a week, a year.</summary>
    public IReadOnlyList<int> Seasons()
    {
        var length = _length;
        if (_months > 0)
            return 12 % _months == 0 && _months < 12 ? [12 / _months] : [];
        if (length is 7 * Day)
            return [52];
        return [.. new[] { Day, 7 * Day }.Where(season => season % length == 0 && season / length > 1).Select(season => (int)(season / length)).Where(steps => steps <= 2016)];
    }

    public override string ToString()
    {
        var length = _length;
        var (count, unit) = _months > 0
            ? _months % 12 == 0 ? (_months / 12, "Y") : (_months, "M")
            : Fixed.Where(each => length % each.Length == 0).Select(each => (length / each.Length, each.Unit)).First();
        return count == 1 && unit != "min" ? unit : $"{count}{unit}";
    }
}
