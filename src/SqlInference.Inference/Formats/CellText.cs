using System.Globalization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Formats;

/// <summary>
/// Fixed-width values as text that reads back to the same value: the shortest digits for floating-point numbers, 1 and 0
/// for booleans (what numeric algorithms take), <c>2013-12-02 21:15:00</c> with up to six decimals for timestamps.
/// </summary>
public static unsafe class CellText
{
    const int Longest = 40;

    static readonly long MinMicroseconds = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    static readonly long MaxMicroseconds = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The value at an index into the column's memory: the row, or the row and the place within its list.</summary>
    public static void Write(PooledBytes into, in ColumnView column, int index)
    {
        var values = column.Values;
        switch (column.Type.Element)
        {
            case ElementType.Boolean: into.Write((byte)(values[index] != 0 ? '1' : '0')); break;
            case ElementType.Int8: WriteNumber(into, ((sbyte*)values)[index]); break;
            case ElementType.Int16: WriteNumber(into, ((short*)values)[index]); break;
            case ElementType.Int32: WriteNumber(into, ((int*)values)[index]); break;
            case ElementType.Int64: WriteNumber(into, ((long*)values)[index]); break;
            case ElementType.UInt8: WriteNumber(into, values[index]); break;
            case ElementType.UInt16: WriteNumber(into, ((ushort*)values)[index]); break;
            case ElementType.UInt32: WriteNumber(into, ((uint*)values)[index]); break;
            case ElementType.UInt64: WriteNumber(into, ((ulong*)values)[index]); break;
            case ElementType.Float16: WriteNumber(into, ((Half*)values)[index]); break;
            case ElementType.Float32: WriteNumber(into, ((float*)values)[index]); break;
            case ElementType.Float64: WriteNumber(into, ((double*)values)[index]); break;
            case ElementType.Timestamp: WriteTimestamp(into, ((long*)values)[index]); break;
            default: throw new ArgumentOutOfRangeException(nameof(column), column.Type.Element, null);
        }
    }

    public static void WriteNumber<T>(PooledBytes into, T value) where T : IUtf8SpanFormattable
    {
        value.TryFormat(into.GetSpan(Longest), out var written, default, CultureInfo.InvariantCulture);
        into.Advance(written);
    }

    /// <param name="microseconds">Since 1970-01-01 UTC.</param>
    public static void WriteTimestamp(PooledBytes into, long microseconds)
    {
        // What no calendar of .NET reaches goes as a number rather than as another moment.
        if (microseconds < MinMicroseconds || microseconds > MaxMicroseconds)
        {
            WriteNumber(into, microseconds);
            return;
        }

        var moment = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        var format = moment.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.FFFFFF";
        moment.TryFormat(into.GetSpan(Longest), out var written, format, CultureInfo.InvariantCulture);
        into.Advance(written);
    }
}
