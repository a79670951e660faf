using System.Buffers;
using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Dates, times, timestamps and intervals as DuckDB prints them, over DuckDB's range of years, which is wider than .NET's.</summary>
static class TimeText
{
    const long MicrosPerSecond = 1_000_000;
    const long MicrosPerDay = 86_400 * MicrosPerSecond;

    public static void WriteDate(int days, IBufferWriter<byte> output)
    {
        if (days is int.MaxValue or -int.MaxValue)
            output.Write(days > 0 ? "infinity"u8 : "-infinity"u8);
        else
            WriteCivil(days, output);
    }

    /// <param name="microsPerUnit">1 for microseconds, 1000 for milliseconds, …</param>
    public static void WriteTimestamp(long value, long microsPerUnit, IBufferWriter<byte> output)
    {
        if (IsInfinite(value, output))
            return;
        var unitsPerDay = MicrosPerDay / microsPerUnit;
        var day = Math.DivRem(value, unitsPerDay, out var rest);
        if (rest < 0)
            (day, rest) = (day - 1, rest + unitsPerDay);
        WriteCivil(day, output);
        output.Write(" "u8);
        WriteTime(rest * microsPerUnit, 0, output);
    }

    public static void WriteTimestampNs(long value, IBufferWriter<byte> output)
    {
        if (IsInfinite(value, output))
            return;
        const long NanosPerDay = MicrosPerDay * 1000;
        var day = Math.DivRem(value, NanosPerDay, out var rest);
        if (rest < 0)
            (day, rest) = (day - 1, rest + NanosPerDay);
        WriteCivil(day, output);
        output.Write(" "u8);
        WriteTime(rest / 1000, (int)(rest % 1000), output);
    }

    public static void WriteTimestampTz(long micros, TimeZoneInfo zone, IBufferWriter<byte> output)
    {
        if (IsInfinite(micros, output))
            return;
        var offset = OffsetSeconds(micros, zone);
        WriteTimestamp(micros + offset * MicrosPerSecond, 1, output);
        WriteOffset(offset, output);
    }

    /// <summary>40 bits of microseconds, then the offset in seconds, counted down from its largest value.</summary>
    public static void WriteTimeTz(ulong value, IBufferWriter<byte> output)
    {
        const int OffsetBits = 24;
        const int MaxOffset = 16 * 60 * 60 - 1;
        WriteTime((long)(value >> OffsetBits), 0, output);
        WriteOffset(MaxOffset - (int)(value & ((1 << OffsetBits) - 1)), output);
    }

    /// <summary>hh:mm:ss and as many decimals as are not zero.</summary>
    public static void WriteTime(long micros, int nanos, IBufferWriter<byte> output)
    {
        var seconds = micros / MicrosPerSecond;
        WriteTwo((int)(seconds / 3600), output);
        output.Write(":"u8);
        WriteTwo((int)(seconds / 60 % 60), output);
        output.Write(":"u8);
        WriteTwo((int)(seconds % 60), output);
        WriteFraction((int)(micros % MicrosPerSecond), nanos, output);
    }

    public static void WriteInterval(NativeInterval interval, IBufferWriter<byte> output)
    {
        var first = true;
        WriteUnit(interval.Months / 12, " year"u8, ref first, output);
        WriteUnit(interval.Months % 12, " month"u8, ref first, output);
        WriteUnit(interval.Days, " day"u8, ref first, output);
        if (interval.Micros == 0 && !first)
            return;
        if (!first)
            output.Write(" "u8);
        if (interval.Micros < 0)
            output.Write("-"u8);
        var micros = interval.Micros < 0 ? 0UL - (ulong)interval.Micros : (ulong)interval.Micros;
        var seconds = micros / MicrosPerSecond;
        if (seconds / 3600 < 10)
            output.Write("0"u8);
        NumberText.Write(seconds / 3600, output);
        output.Write(":"u8);
        WriteTwo((int)(seconds / 60 % 60), output);
        output.Write(":"u8);
        WriteTwo((int)(seconds % 60), output);
        WriteFraction((int)(micros % MicrosPerSecond), 0, output);
    }

    static void WriteUnit(int value, ReadOnlySpan<byte> name, ref bool first, IBufferWriter<byte> output)
    {
        if (value == 0)
            return;
        if (!first)
            output.Write(" "u8);
        first = false;
        NumberText.Write(value, output);
        output.Write(name);
        if (value is not (1 or -1))
            output.Write("s"u8);
    }

    static void WriteFraction(int micros, int nanos, IBufferWriter<byte> output)
    {
        if (micros == 0 && nanos == 0)
            return;
        Span<byte> digits = stackalloc byte[9];
        var value = micros * 1000 + nanos;
        for (var i = 8; i >= 0; i--, value /= 10)
            digits[i] = (byte)('0' + value % 10);
        output.Write("."u8);
        output.Write(digits[..(digits.LastIndexOfAnyExcept((byte)'0') + 1)]);
    }

    static void WriteOffset(int seconds, IBufferWriter<byte> output)
    {
        output.Write(seconds < 0 ? "-"u8 : "+"u8);
        seconds = Math.Abs(seconds);
        WriteTwo(seconds / 3600, output);
        if (seconds % 3600 != 0)
        {
            output.Write(":"u8);
            WriteTwo(seconds / 60 % 60, output);
        }

        if (seconds % 60 != 0)
        {
            output.Write(":"u8);
            WriteTwo(seconds % 60, output);
        }
    }

    static bool IsInfinite(long value, IBufferWriter<byte> output)
    {
        if (value is not (long.MaxValue or -long.MaxValue))
            return false;
        output.Write(value > 0 ? "infinity"u8 : "-infinity"u8);
        return true;
    }

    static int OffsetSeconds(long micros, TimeZoneInfo zone)
    {
        // Outside of .NET's years the zone's first and last rules go on.
        var ticks = Math.Clamp(micros, -62_135_596_800 * MicrosPerSecond, 253_402_300_799 * MicrosPerSecond) * TimeSpan.TicksPerMicrosecond;
        return (int)zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(ticks)).TotalSeconds;
    }

    /// <summary>The proleptic Gregorian date of a day number, years before 1 as (BC).</summary>
    static void WriteCivil(long days, IBufferWriter<byte> output)
    {
        // Counted in eras of 400 years that start on 1 March: leap days come last.
        const long DaysPerEra = 146_097;
        const long DaysFromMarchOfYearZero = 719_468;
        var shifted = days + DaysFromMarchOfYearZero;
        var era = (shifted >= 0 ? shifted : shifted - (DaysPerEra - 1)) / DaysPerEra;
        var dayOfEra = shifted - era * DaysPerEra;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shiftedMonth = (5 * dayOfYear + 2) / 153;
        var day = (int)(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
        var month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);

        var beforeChrist = year <= 0;
        if (beforeChrist)
            year = 1 - year;
        for (var limit = 1000; limit > year && limit > 1; limit /= 10)
            output.Write("0"u8);
        NumberText.Write(year, output);
        output.Write("-"u8);
        WriteTwo(month, output);
        output.Write("-"u8);
        WriteTwo(day, output);
        if (beforeChrist)
            output.Write(" (BC)"u8);
    }

    static void WriteTwo(int value, IBufferWriter<byte> output) =>
        output.Write([(byte)('0' + value / 10), (byte)('0' + value % 10)]);
}
