using System.Buffers.Text;

namespace SqlInference.PostgresWire.Formats;

/// <summary>
/// Dates, times and intervals as PostgreSQL prints them (ISO, intervals in its own style). Days and microseconds count from
/// 1970-01-01. Each method answers how many bytes it wrote.
/// </summary>
public static class DateTimeText
{
    /// <summary>More than any of these takes.</summary>
    public const int Longest = 96;

    const long MicrosPerSecond = 1_000_000, MicrosPerMinute = 60 * MicrosPerSecond, MicrosPerHour = 60 * MicrosPerMinute, MicrosPerDay = 24 * MicrosPerHour;

    public static ReadOnlySpan<byte> Infinity => "infinity"u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "-infinity"u8;

    public static int WriteDate(long days, Span<byte> output)
    {
        var text = new Cursor(output);
        var isBc = text.Date(days);
        if (isBc)
            text.Copy(" BC"u8);
        return text.Length;
    }

    public static int WriteTime(long micros, Span<byte> output)
    {
        var text = new Cursor(output);
        text.Time(micros);
        return text.Length;
    }

    /// <param name="offset">Seconds east of Greenwich.</param>
    public static int WriteTimetz(long micros, int offset, Span<byte> output)
    {
        var text = new Cursor(output);
        text.Time(micros);
        text.Offset(offset);
        return text.Length;
    }

    public static int WriteTimestamp(long micros, Span<byte> output) => WriteTimestamp(micros, null, output);

    /// <param name="offset">Seconds east of Greenwich of the zone in which it is shown.</param>
    public static int WriteTimestamptz(long micros, int offset, Span<byte> output) => WriteTimestamp(micros, offset, output);

    static int WriteTimestamp(long micros, int? offset, Span<byte> output)
    {
        var local = micros + (offset ?? 0) * MicrosPerSecond;
        var day = Math.DivRem(local, MicrosPerDay, out var rest);
        if (rest < 0)
            (day, rest) = (day - 1, rest + MicrosPerDay);
        var text = new Cursor(output);
        var isBc = text.Date(day);
        text.Copy(" "u8);
        text.Time(rest);
        if (offset is { } seconds)
            text.Offset(seconds);
        if (isBc)
            text.Copy(" BC"u8);
        return text.Length;
    }

    /// <summary>Such as <c>1 year 2 mons -3 days +04:05:06.7</c>.</summary>
    public static int WriteInterval(int months, int days, long micros, Span<byte> output)
    {
        var text = new Cursor(output);
        var (isFirst, isBefore) = (true, false);
        text.Part(months / 12, "year"u8, ref isFirst, ref isBefore);
        text.Part(months % 12, "mon"u8, ref isFirst, ref isBefore);
        text.Part(days, "day"u8, ref isFirst, ref isBefore);
        if (!isFirst && micros == 0)
            return text.Length;
        if (!isFirst)
            text.Copy(" "u8);
        if (micros < 0)
            text.Copy("-"u8);
        else if (isBefore)
            text.Copy("+"u8);
        text.Time(UnsignedMicros(micros));
        return text.Length;
    }

    static ulong UnsignedMicros(long micros) => micros < 0 ? (ulong)-(micros + 1) + 1 : (ulong)micros;

    ref struct Cursor(Span<byte> output)
    {
        readonly Span<byte> _output = output;

        public int Length { get; private set; }

        public void Copy(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_output[Length..]);
            Length += text.Length;
        }

        /// <summary>Whether it lies before year 1, which is 1 BC.</summary>
        public bool Date(long days)
        {
            // Counted in eras of 400 years that start on 1 March: leap days come last.
            const long DaysPerEra = 146_097, DaysFromMarchOfYearZero = 719_468;
            var shifted = days + DaysFromMarchOfYearZero;
            var era = (shifted >= 0 ? shifted : shifted - (DaysPerEra - 1)) / DaysPerEra;
            var dayOfEra = (int)(shifted - era * DaysPerEra);
            var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
            var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            var shiftedMonth = (5 * dayOfYear + 2) / 153;
            var month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
            var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            var isBc = year <= 0;
            if (isBc)
                year = 1 - year;
            if (year <= 9999)
            {
                Two((int)year / 100);
                Two((int)year % 100);
            }
            else
            {
                Number(year);
            }

            Copy("-"u8);
            Two(month);
            Copy("-"u8);
            Two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
            return isBc;
        }

        public void Time(long micros) => Time((ulong)micros);

        public void Time(ulong micros)
        {
            var hours = (long)(micros / MicrosPerHour);
            if (hours < 100)
                Two((int)hours);
            else
                Number(hours);
            Copy(":"u8);
            Two((int)(micros / MicrosPerMinute % 60));
            Copy(":"u8);
            Two((int)(micros / MicrosPerSecond % 60));
            Fraction((int)(micros % MicrosPerSecond));
        }

        public void Offset(int seconds)
        {
            Copy(seconds < 0 ? "-"u8 : "+"u8);
            seconds = Math.Abs(seconds);
            Two(seconds / 3600);
            if (seconds % 3600 == 0)
                return;
            Copy(":"u8);
            Two(seconds / 60 % 60);
            if (seconds % 60 == 0)
                return;
            Copy(":"u8);
            Two(seconds % 60);
        }

        public void Part(int value, ReadOnlySpan<byte> unit, ref bool isFirst, ref bool isBefore)
        {
            if (value == 0)
                return;
            if (!isFirst)
                Copy(" "u8);
            if (isBefore && value > 0)
                Copy("+"u8);
            Number(value);
            Copy(" "u8);
            Copy(unit);
            if (value != 1)
                Copy("s"u8);
            (isFirst, isBefore) = (false, value < 0);
        }

        void Fraction(int micros)
        {
            if (micros == 0)
                return;
            Copy("."u8);
            for (var unit = (int)MicrosPerSecond / 10; micros > 0; unit /= 10)
            {
                _output[Length++] = (byte)('0' + micros / unit);
                micros %= unit;
            }
        }

        void Two(int value)
        {
            _output[Length++] = (byte)('0' + value / 10);
            _output[Length++] = (byte)('0' + value % 10);
        }

        void Number(long value)
        {
            Utf8Formatter.TryFormat(value, _output[Length..], out var written);
            Length += written;
        }
    }
}
