using System.Buffers;
using System.Buffers.Binary;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Values;

/// <summary>Values in PostgreSQL's binary format.</summary>
static class BinaryValues
{
    /// <param name="result">What the rows are of, for types that are sent as DuckDB prints them.</param>
    public static ValueWriter For(DuckDbType type, SessionZone zone, DuckDbResult result) => type.Id switch
    {
        DuckDbTypeId.Boolean => static (in vector, row, ref writer) => writer.Bytes([vector.At<byte>(row)]),
        DuckDbTypeId.TinyInt => static (in vector, row, ref writer) => Int16(vector.At<sbyte>(row), ref writer),
        DuckDbTypeId.UTinyInt => static (in vector, row, ref writer) => Int16(vector.At<byte>(row), ref writer),
        DuckDbTypeId.SmallInt => static (in vector, row, ref writer) => Int16(vector.At<short>(row), ref writer),
        DuckDbTypeId.USmallInt => static (in vector, row, ref writer) => Int32(vector.At<ushort>(row), ref writer),
        DuckDbTypeId.Integer => static (in vector, row, ref writer) => Int32(vector.At<int>(row), ref writer),
        DuckDbTypeId.UInteger => static (in vector, row, ref writer) => Int64(vector.At<uint>(row), ref writer),
        DuckDbTypeId.BigInt => static (in vector, row, ref writer) => Int64(vector.At<long>(row), ref writer),
        DuckDbTypeId.HugeInt => static (in vector, row, ref writer) => Numeric(vector.At<Int128>(row), 0, ref writer),
        DuckDbTypeId.UBigInt => static (in vector, row, ref writer) => Numeric(vector.At<ulong>(row), 0, ref writer),
        DuckDbTypeId.Decimal => (in vector, row, ref writer) => Numeric(vector.UnscaledAt(type, row), type.Scale, ref writer),
        DuckDbTypeId.UHugeInt or DuckDbTypeId.BigNum => (in vector, row, ref writer) => LongNumeric(vector, type, row, result, ref writer),
        DuckDbTypeId.Float => static (in vector, row, ref writer) => Int32(vector.At<int>(row), ref writer),
        DuckDbTypeId.Double => static (in vector, row, ref writer) => Int64(vector.At<long>(row), ref writer),
        DuckDbTypeId.Blob => static (in vector, row, ref writer) => writer.Bytes(vector.BytesAt(row)),
        DuckDbTypeId.Bit => static (in vector, row, ref writer) => Bits(vector.BytesAt(row), ref writer),
        DuckDbTypeId.Uuid => static (in vector, row, ref writer) => Uuid(vector.At<UInt128>(row), ref writer),
        DuckDbTypeId.Date => static (in vector, row, ref writer) => Date(vector.At<int>(row), ref writer),
        DuckDbTypeId.Time => static (in vector, row, ref writer) => Int64(vector.At<long>(row), ref writer),
        DuckDbTypeId.TimeNs => static (in vector, row, ref writer) => Int64(vector.At<long>(row) / 1000, ref writer),
        DuckDbTypeId.TimeTz => static (in vector, row, ref writer) => Timetz(TimeWithOffset.Of(vector.At<ulong>(row)), ref writer),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs or DuckDbTypeId.TimestampTz =>
            (in vector, row, ref writer) => Timestamp(Micros.Of(type.Id, vector.At<long>(row)), ref writer),
        DuckDbTypeId.Interval => static (in vector, row, ref writer) => Interval(vector.IntervalAt(row), ref writer),
        DuckDbTypeId.List or DuckDbTypeId.Array when !type.Children[0].IsNested => new ArrayBinaryWriter(type, For(type.Children[0], zone, result)).Write,
        // Text in binary is the text itself.
        _ => TextValues.For(type, zone, result),
    };

    static void Int16(short value, ref RowWriter writer)
    {
        BinaryPrimitives.WriteInt16BigEndian(writer.Span(sizeof(short)), value);
        writer.Advance(sizeof(short));
    }

    static void Int32(int value, ref RowWriter writer)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.Span(sizeof(int)), value);
        writer.Advance(sizeof(int));
    }

    static void Int64(long value, ref RowWriter writer)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.Span(sizeof(long)), value);
        writer.Advance(sizeof(long));
    }

    static void Numeric(Int128 unscaled, int scale, ref RowWriter writer) =>
        writer.Advance(NumericBinary.Write(unscaled, scale, writer.Span(NumericBinary.Longest(NumberText.LongestNumeric))));

    static void LongNumeric(in DuckDbVector vector, DuckDbType type, long row, DuckDbResult result, ref RowWriter writer)
    {
        var text = new ArrayBufferWriter<byte>();
        result.WriteText(vector, type, row, text);
        var digits = text.WrittenSpan;
        var isNegative = digits[0] == '-';
        if (isNegative)
            digits = digits[1..];
        writer.Advance(NumericBinary.Write(digits, isNegative, 0, writer.Span(NumericBinary.Longest(digits.Length))));
    }

    // DuckDB has the unused bits at the start, PostgreSQL at the end.
    static void Bits(ReadOnlySpan<byte> stored, ref RowWriter writer)
    {
        var unused = stored[0];
        var bits = (stored.Length - 1) * 8 - unused;
        Int32(bits, ref writer);
        var bytes = (bits + 7) / 8;
        var output = writer.Span(bytes)[..bytes];
        output.Clear();
        for (var bit = 0; bit < bits; bit++)
        {
            var from = bit + unused;
            if ((stored[1 + from / 8] >> (7 - from % 8) & 1) != 0)
                output[bit / 8] |= (byte)(1 << (7 - bit % 8));
        }

        writer.Advance(bytes);
    }

    static void Uuid(UInt128 stored, ref RowWriter writer)
    {
        BinaryPrimitives.WriteUInt128BigEndian(writer.Span(16), stored ^ (UInt128.One << 127));
        writer.Advance(16);
    }

    static void Date(int days, ref RowWriter writer) => Int32(days switch
    {
        int.MaxValue => DateTimeBinary.InfiniteDays,
        -int.MaxValue => DateTimeBinary.MinusInfiniteDays,
        _ => days - DateTimeBinary.DaysBetween,
    }, ref writer);

    static void Timestamp(long micros, ref RowWriter writer) => Int64(micros switch
    {
        long.MaxValue => DateTimeBinary.InfiniteMicros,
        -long.MaxValue => DateTimeBinary.MinusInfiniteMicros,
        _ => micros - DateTimeBinary.MicrosBetween,
    }, ref writer);

    // PostgreSQL counts seconds west of Greenwich here.
    static void Timetz(TimeWithOffset time, ref RowWriter writer)
    {
        Int64(time.Micros, ref writer);
        Int32(-time.Offset, ref writer);
    }

    static void Interval((int Months, int Days, long Micros) value, ref RowWriter writer)
    {
        Int64(value.Micros, ref writer);
        Int32(value.Days, ref writer);
        Int32(value.Months, ref writer);
    }
}
