using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>Parts of dates and times.</summary>
public sealed record DateTimeEncoder(int Input, IReadOnlyList<TimePart> Parts) : ColumnEncoder(Input)
{
    const double MicrosecondsPerDay = 24 * 3_600_000_000.0;

    [JsonIgnore]
    public override int Width => Parts.Count;

    public override IEnumerable<string> Names(string input) => Parts.Select(part => part switch
    {
        TimePart.Year => $"year of {input}",
        TimePart.Month => $"month of {input}",
        TimePart.Day => $"day of {input}",
        TimePart.Weekday => $"weekday of {input}",
        TimePart.Hour => $"hour of {input}",
        TimePart.Minute => $"minute of {input}",
        TimePart.DaysSince1970 => $"days of {input}",
        TimePart.MonthSine => $"sine of month of {input}",
        TimePart.MonthCosine => $"cosine of month of {input}",
        TimePart.WeekdaySine => $"sine of weekday of {input}",
        TimePart.WeekdayCosine => $"cosine of weekday of {input}",
        TimePart.HourSine => $"sine of hour of {input}",
        _ => $"cosine of hour of {input}",
    });

    public override unsafe void Encode(in ColumnView column, int start, int rows, float* features, int stride)
    {
        var micros = (long*)column.Values + start;
        for (var row = 0; row < rows; row++)
        {
            var isKnown = column.IsValid(start + row);
            var time = isKnown ? TimeOf(micros[row]) : default;
            for (var part = 0; part < Parts.Count; part++)
                features[(long)part * stride + row] = isKnown ? Take(Parts[part], time) : float.NaN;
        }
    }

    // Years that .NET does not know are at its ends.
    static DateTime TimeOf(long micros) => micros switch
    {
        < -62_135_596_800_000_000 => DateTime.MinValue,
        > 253_402_300_799_999_999 => DateTime.MaxValue,
        _ => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond),
    };

    static float Take(TimePart part, DateTime time) => part switch
    {
        TimePart.Year => time.Year,
        TimePart.Month => time.Month,
        TimePart.Day => time.Day,
        TimePart.Weekday => (int)time.DayOfWeek,
        TimePart.Hour => time.Hour,
        TimePart.Minute => time.Minute,
        TimePart.DaysSince1970 => (float)((time - DateTime.UnixEpoch).TotalMicroseconds / MicrosecondsPerDay),
        TimePart.MonthSine => (float)Math.Sin(Math.Tau * (time.Month - 1) / 12),
        TimePart.MonthCosine => (float)Math.Cos(Math.Tau * (time.Month - 1) / 12),
        TimePart.WeekdaySine => (float)Math.Sin(Math.Tau * (int)time.DayOfWeek / 7),
        TimePart.WeekdayCosine => (float)Math.Cos(Math.Tau * (int)time.DayOfWeek / 7),
        TimePart.HourSine => (float)Math.Sin(Math.Tau * time.TimeOfDay.TotalHours / 24),
        _ => (float)Math.Cos(Math.Tau * time.TimeOfDay.TotalHours / 24),
    };
}
