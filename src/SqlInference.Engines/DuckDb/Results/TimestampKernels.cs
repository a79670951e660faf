using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Dates and timestamps to microseconds since 1970. Infinite ones, which models would take for a number, are refused.</summary>
static unsafe class TimestampKernels
{
    const long MicrosPerDay = 86_400_000_000;
    const long Infinity = long.MaxValue;
    const long MinusInfinity = -long.MaxValue;
    const int DateInfinity = int.MaxValue;
    const int MinusDateInfinity = -int.MaxValue;

    public static void CheckFinite(long* values, ulong* validity, int rows, string what)
    {
        var span = new ReadOnlySpan<long>(values, rows);
        // The fast answer is "none": what stands under NULL may look infinite, so hits are looked at one by one.
        if (span.IndexOfAny(Infinity, MinusInfinity) < 0)
            return;
        for (var row = 0; row < rows; row++)
        {
            if (values[row] is Infinity or MinusInfinity && Validity.IsValid(validity, row))
                throw NotFinite(what);
        }
    }

    public static void FromDates(int* days, ulong* validity, int rows, long* micros, string what)
    {
        const int LastDay = (int)(long.MaxValue / MicrosPerDay);
        for (var row = 0; row < rows; row++)
        {
            var day = days[row];
            if (day is > LastDay or < -LastDay && Validity.IsValid(validity, row))
                throw day is DateInfinity or MinusDateInfinity ? NotFinite(what) : OutOfRange(what);
            micros[row] = day * MicrosPerDay;
        }
    }

    public static void Rescale(long* values, ulong* validity, int rows, DuckDbTypeId unit, long* micros, string what)
    {
        CheckFinite(values, validity, rows, what);
        for (var row = 0; row < rows; row++)
        {
            var value = values[row];
            if (!Validity.IsValid(validity, row))
            {
                micros[row] = 0;
                continue;
            }

            if (unit == DuckDbTypeId.TimestampNs)
            {
                micros[row] = value >= 0 ? value / 1000 : (value - 999) / 1000;
                continue;
            }

            var factor = unit == DuckDbTypeId.TimestampS ? 1_000_000L : 1_000L;
            if (value > long.MaxValue / factor || value < long.MinValue / factor)
                throw OutOfRange(what);
            micros[row] = value * factor;
        }
    }

    static SqlInferenceException NotFinite(string what) => new(ErrorConditions.InputNotAccepted,
        $"The {what} holds an infinite date.", "Filter out rows with isfinite(…), or turn infinite dates into NULL.");

    static SqlInferenceException OutOfRange(string what) => new(ErrorConditions.InputNotAccepted,
        $"The {what} holds a date beyond the range of microseconds in 64 bits.", "Filter such rows out, or turn the dates into NULL.");
}
