using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// Parts of times, as operators of a graph. Days are counted from 1 March of year 0, so that leap days come last and
/// nothing is negative; 400 years have 146,097 days.
/// </summary>
/// <param name="micros">Microseconds since 1970 as doubles, which hold what is missing.</param>
sealed class TimeGraph(GraphWriter graph, string micros)
{
    const long MicrosPerMinute = 60_000_000;
    const long MicrosPerDay = 24 * 60 * MicrosPerMinute;
    const long DaysBefore1970 = 719_468;

    // The first moment of year 1, and the last one before year 10000 that a double tells from it.
    const double Earliest = -62_135_596_800_000_000;
    static readonly double Latest = Math.BitDecrement(253_402_300_800_000_000.0);

    string _known = "";
    string _day = "";
    string _timeOfDay = "";

    public string Write(IReadOnlyList<TimePart> parts)
    {
        var isMissing = graph.Node("IsNaN", [micros]);
        _known = graph.Where(isMissing, graph.Doubles([0]), graph.Bounded(micros, Earliest, Latest));
        var counted = Add(graph.Cast(_known, TensorElementType.Int64), DaysBefore1970 * MicrosPerDay);
        _day = Divide(counted, MicrosPerDay);
        _timeOfDay = Subtract(counted, Multiply(_day, MicrosPerDay));
        var calendar = new Lazy<(string Year, string Month, string Day)>(Calendar);
        return graph.Where(isMissing, graph.Floats([float.NaN]), graph.Columns([.. parts.Select(part => Take(part, calendar))])!);
    }

    string Take(TimePart part, Lazy<(string Year, string Month, string Day)> calendar) => part switch
    {
        TimePart.Year => Float(calendar.Value.Year),
        TimePart.Month => Float(calendar.Value.Month),
        TimePart.Day => Float(calendar.Value.Day),
        TimePart.Weekday => Float(Weekday()),
        TimePart.Hour => Float(Divide(_timeOfDay, 3_600_000_000)),
        TimePart.Minute => Float(Remainder(Divide(_timeOfDay, MicrosPerMinute), 60)),
        TimePart.DaysSince1970 => Float(graph.Node("Div", [_known, graph.Doubles([MicrosPerDay])])),
        TimePart.MonthSine => OfTable(calendar.Value.Month, month => Math.Sin(Math.Tau * (month - 1) / 12), 13),
        TimePart.MonthCosine => OfTable(calendar.Value.Month, month => Math.Cos(Math.Tau * (month - 1) / 12), 13),
        TimePart.WeekdaySine => OfTable(Weekday(), day => Math.Sin(Math.Tau * day / 7), 7),
        TimePart.WeekdayCosine => OfTable(Weekday(), day => Math.Cos(Math.Tau * day / 7), 7),
        TimePart.HourSine => OfHour(Math.Sin, 0),
        _ => OfHour(Math.Cos, Math.PI / 2),
    };

    // The algorithm: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    (string Year, string Month, string Day) Calendar()
    {
        var era = Divide(_day, 146_097);
        var dayOfEra = Subtract(_day, Multiply(era, 146_097));
        var leapDays = Subtract(graph.Node("Add", [Subtract(dayOfEra, Divide(dayOfEra, 1460)), Divide(dayOfEra, 36_524)]), Divide(dayOfEra, 146_096));
        var yearOfEra = Divide(leapDays, 365);
        var daysOfYears = Subtract(graph.Node("Add", [Multiply(yearOfEra, 365), Divide(yearOfEra, 4)]), Divide(yearOfEra, 100));
        var dayOfYear = Subtract(dayOfEra, daysOfYears);
        var monthFromMarch = Divide(Add(Multiply(dayOfYear, 5), 2), 153);
        var day = Add(Subtract(dayOfYear, Divide(Add(Multiply(monthFromMarch, 153), 2), 5)), 1);
        var isNextYear = graph.Node("Greater", [monthFromMarch, graph.Integers([9])]);
        var month = graph.Where(isNextYear, Add(monthFromMarch, -9), Add(monthFromMarch, 3));
        var year = graph.Node("Add", [Multiply(era, 400), yearOfEra]);
        return (graph.Node("Add", [year, graph.Cast(isNextYear, TensorElementType.Int64)]), month, day);
    }

    /// <summary>From Sunday on; the first of all days was a Wednesday.</summary>
    string Weekday() => Remainder(Add(_day, 3), 7);

    string OfTable(string position, Func<int, double> value, int size) =>
        graph.Node("Gather", [graph.Floats([.. Enumerable.Range(0, size).Select(i => (float)value(i))], size), position]);

    /// <summary>
    /// Trees split at values that rows had, so these have to be the same to the last bit, and sines of two libraries are not.
    /// Hence a table for whole minutes; between them, nothing comes so close.
    /// </summary>
    string OfHour(Func<double, double> exact, double shift)
    {
        var minute = Divide(_timeOfDay, MicrosPerMinute);
        var ofMinute = OfTable(minute, number => exact(Math.Tau * (number / 60.0) / 24), 24 * 60);
        var angle = graph.Node("Mul", [graph.Cast(_timeOfDay, TensorElementType.Double), graph.Doubles([Math.Tau / MicrosPerDay])]);
        var between = Float(graph.Node("Sin", [graph.Node("Add", [angle, graph.Doubles([shift])])]));
        return graph.Where(graph.Node("Equal", [_timeOfDay, Multiply(minute, MicrosPerMinute)]), ofMinute, between);
    }

    string Float(string value) => graph.Cast(value, TensorElementType.Float);

    string Add(string value, long number) => graph.Node("Add", [value, graph.Integers([number])]);

    string Multiply(string value, long number) => graph.Node("Mul", [value, graph.Integers([number])]);

    string Divide(string value, long number) => graph.Node("Div", [value, graph.Integers([number])]);

    string Subtract(string value, string other) => graph.Node("Sub", [value, other]);

    string Remainder(string value, long number) => Subtract(value, Multiply(Divide(value, number), number));
}
