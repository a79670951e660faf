using System.Buffers;
using System.Buffers.Binary;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Values;

/// <summary>Values as PostgreSQL prints them.</summary>
static class TextValues
{
    const int LongestInteger = 20;

    /// <param name="result">What the rows are of, for types that are shown as DuckDB prints them.</param>
    public static ValueWriter For(DuckDbType type, SessionZone zone, DuckDbResult result) => type.Id switch
    {
        DuckDbTypeId.Boolean => static (in vector, row, ref writer) => writer.Bytes(vector.At<byte>(row) != 0 ? "t"u8 : "f"u8),
        DuckDbTypeId.TinyInt => static (in vector, row, ref writer) => Integer(vector.At<sbyte>(row), ref writer),
        DuckDbTypeId.UTinyInt => static (in vector, row, ref writer) => Integer(vector.At<byte>(row), ref writer),
        DuckDbTypeId.SmallInt => static (in vector, row, ref writer) => Integer(vector.At<short>(row), ref writer),
        DuckDbTypeId.USmallInt => static (in vector, row, ref writer) => Integer(vector.At<ushort>(row), ref writer),
        DuckDbTypeId.Integer => static (in vector, row, ref writer) => Integer(vector.At<int>(row), ref writer),
        DuckDbTypeId.UInteger => static (in vector, row, ref writer) => Integer(vector.At<uint>(row), ref writer),
        DuckDbTypeId.BigInt => static (in vector, row, ref writer) => Integer(vector.At<long>(row), ref writer),
        DuckDbTypeId.HugeInt => static (in vector, row, ref writer) => Numeric(vector.At<Int128>(row), 0, ref writer),
        DuckDbTypeId.UBigInt => static (in vector, row, ref writer) => Numeric(vector.At<ulong>(row), 0, ref writer),
        DuckDbTypeId.Decimal => (in vector, row, ref writer) => Numeric(vector.UnscaledAt(type, row), type.Scale, ref writer),
        DuckDbTypeId.Float => static (in vector, row, ref writer) =>
            writer.Advance(NumberText.Write(vector.At<float>(row), writer.Span(NumberText.LongestFloat))),
        DuckDbTypeId.Double => static (in vector, row, ref writer) =>
            writer.Advance(NumberText.Write(vector.At<double>(row), writer.Span(NumberText.LongestFloat))),
        DuckDbTypeId.Varchar => static (in vector, row, ref writer) => writer.Bytes(vector.BytesAt(row)),
        DuckDbTypeId.Enum => (in vector, row, ref writer) => writer.Bytes(vector.EnumAt(type, row)),
        DuckDbTypeId.Blob => static (in vector, row, ref writer) => Bytea(vector.BytesAt(row), ref writer),
        DuckDbTypeId.Uuid => static (in vector, row, ref writer) => Uuid(vector.At<UInt128>(row), ref writer),
        DuckDbTypeId.Date => static (in vector, row, ref writer) => Date(vector.At<int>(row), ref writer),
        DuckDbTypeId.Time => static (in vector, row, ref writer) => Time(vector.At<long>(row), ref writer),
        DuckDbTypeId.TimeNs => static (in vector, row, ref writer) => Time(vector.At<long>(row) / 1000, ref writer),
        DuckDbTypeId.TimeTz => static (in vector, row, ref writer) => Timetz(TimeWithOffset.Of(vector.At<ulong>(row)), ref writer),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs =>
            (in vector, row, ref writer) => Timestamp(Micros.Of(type.Id, vector.At<long>(row)), ref writer),
        DuckDbTypeId.TimestampTz => (in vector, row, ref writer) => Timestamptz(vector.At<long>(row), zone, ref writer),
        DuckDbTypeId.Interval => static (in vector, row, ref writer) => Interval(vector.IntervalAt(row), ref writer),
        DuckDbTypeId.List or DuckDbTypeId.Array when !type.Children[0].IsNested => new ArrayTextWriter(type, For(type.Children[0], zone, result)).Write,
        _ => (in vector, row, ref writer) => AsDuckDbDoes(vector, type, row, result, ref writer),
    };

    static void Integer(long value, ref RowWriter writer) => writer.Advance(NumberText.Write(value, writer.Span(LongestInteger)));

    static void Numeric(Int128 unscaled, int scale, ref RowWriter writer) =>
        writer.Advance(NumberText.Write(unscaled, scale, writer.Span(NumberText.LongestNumeric)));

    static void Bytea(ReadOnlySpan<byte> bytes, ref RowWriter writer)
    {
        writer.Bytes("\\x"u8);
        Convert.TryToHexStringLower(bytes, writer.Span(bytes.Length * 2), out var written);
        writer.Advance(written);
    }

    // Stored with the first bit flipped, so that UUIDs sort as signed numbers.
    static void Uuid(UInt128 stored, ref RowWriter writer)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, stored ^ (UInt128.One << 127));
        new Guid(bytes, bigEndian: true).TryFormat(writer.Span(36), out var written);
        writer.Advance(written);
    }

    static void Date(int days, ref RowWriter writer)
    {
        if (days is int.MaxValue or -int.MaxValue)
            writer.Bytes(days > 0 ? DateTimeText.Infinity : DateTimeText.NegativeInfinity);
        else
            writer.Advance(DateTimeText.WriteDate(days, writer.Span(DateTimeText.Longest)));
    }

    static void Time(long micros, ref RowWriter writer) => writer.Advance(DateTimeText.WriteTime(micros, writer.Span(DateTimeText.Longest)));

    static void Timetz(TimeWithOffset time, ref RowWriter writer) =>
        writer.Advance(DateTimeText.WriteTimetz(time.Micros, time.Offset, writer.Span(DateTimeText.Longest)));

    static void Timestamp(long micros, ref RowWriter writer)
    {
        if (!IsInfinite(micros, ref writer))
            writer.Advance(DateTimeText.WriteTimestamp(micros, writer.Span(DateTimeText.Longest)));
    }

    static void Timestamptz(long micros, SessionZone zone, ref RowWriter writer)
    {
        if (!IsInfinite(micros, ref writer))
            writer.Advance(DateTimeText.WriteTimestamptz(micros, zone.OffsetAt(micros), writer.Span(DateTimeText.Longest)));
    }

    static bool IsInfinite(long micros, ref RowWriter writer)
    {
        if (micros is not (long.MaxValue or -long.MaxValue))
            return false;
        writer.Bytes(micros > 0 ? DateTimeText.Infinity : DateTimeText.NegativeInfinity);
        return true;
    }

    static void Interval((int Months, int Days, long Micros) value, ref RowWriter writer) =>
        writer.Advance(DateTimeText.WriteInterval(value.Months, value.Days, value.Micros, writer.Span(DateTimeText.Longest)));

    static void AsDuckDbDoes(in DuckDbVector vector, DuckDbType type, long row, DuckDbResult result, ref RowWriter writer)
    {
        var text = new ArrayBufferWriter<byte>();
        result.WriteText(vector, type, row, text);
        writer.Bytes(text.WrittenSpan);
    }
}
