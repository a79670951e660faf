using System.Buffers.Binary;
using System.Globalization;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Types;

namespace SqlInference.Sidecar.Values;

/// <summary>Values that clients bind to parameters, as the engine takes them. Text is for the statement to cast.</summary>
static class ParameterReader
{
    public static object?[] ReadAll(BindMessage bind, IReadOnlyList<uint> types)
    {
        var values = new object?[types.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = bind.IsNull(i) ? null : Read(bind.Value(i), types[i], bind.ParameterFormats[i]);
        return values;
    }

    public static object Read(ReadOnlySpan<byte> value, uint oid, ValueFormat format)
    {
        if (format == ValueFormat.Text)
            return FromText(PayloadReader.Text(value), oid);
        try
        {
            return FromBinary(value, oid);
        }
        catch (WireException exception) when (exception.IsFatal)
        {
            throw Malformed(oid);
        }
    }

    static object FromText(string text, uint oid)
    {
        if (PgType.Find(oid) is { IsArray: true })
            return ArrayText.Read(text);
        return oid == TypeOid.Bytea ? Bytea(text) : text;
    }

    static object FromBinary(ReadOnlySpan<byte> value, uint oid)
    {
        if (PgType.Find(oid) is { IsArray: true } array)
            return Array(value, array.ElementOid);
        var reader = new PayloadReader(value);
        object result = oid switch
        {
            TypeOid.Bool => reader.ReadByte() != 0,
            TypeOid.Int2 => reader.ReadInt16(),
            TypeOid.Int4 => reader.ReadInt32(),
            TypeOid.Oid => (long)reader.ReadUInt32(),
            TypeOid.Int8 => BinaryPrimitives.ReadInt64BigEndian(reader.ReadBytes(sizeof(long))),
            TypeOid.Float4 => BinaryPrimitives.ReadSingleBigEndian(reader.ReadBytes(sizeof(float))),
            TypeOid.Float8 => BinaryPrimitives.ReadDoubleBigEndian(reader.ReadBytes(sizeof(double))),
            TypeOid.Numeric => NumericBinary.Read(reader.ReadRest()),
            TypeOid.Bytea => reader.ReadRest().ToArray(),
            TypeOid.Jsonb => Jsonb(ref reader),
            TypeOid.Uuid => new Guid(reader.ReadBytes(16), bigEndian: true).ToString(),
            TypeOid.Date or TypeOid.Time or TypeOid.Timetz or TypeOid.Timestamp or TypeOid.Timestamptz or TypeOid.Interval => TimeText(ref reader, oid),
            TypeOid.Varbit => throw new WireException(SqlStates.FeatureNotSupported, "parameters of type varbit are not supported in binary"),
            _ => PayloadReader.Text(reader.ReadRest()),
        };
        if (reader.Remaining > 0)
            throw Malformed(oid);
        return result;
    }

    static string TimeText(ref PayloadReader reader, uint oid)
    {
        Span<byte> text = stackalloc byte[DateTimeText.Longest];
        int length;
        if (oid == TypeOid.Date)
        {
            var days = reader.ReadInt32();
            if (days is DateTimeBinary.InfiniteDays or DateTimeBinary.MinusInfiniteDays)
                return days > 0 ? "infinity" : "-infinity";
            length = DateTimeText.WriteDate((long)days + DateTimeBinary.DaysBetween, text);
        }
        else
        {
            var micros = BinaryPrimitives.ReadInt64BigEndian(reader.ReadBytes(sizeof(long)));
            switch (oid)
            {
                case TypeOid.Time: length = DateTimeText.WriteTime(micros, text); break;
                case TypeOid.Timetz: length = DateTimeText.WriteTimetz(micros, -reader.ReadInt32(), text); break;
                case TypeOid.Interval: return Interval(micros, reader.ReadInt32(), reader.ReadInt32());
                case var _ when micros is DateTimeBinary.InfiniteMicros or DateTimeBinary.MinusInfiniteMicros: return micros > 0 ? "infinity" : "-infinity";
                case TypeOid.Timestamptz: length = DateTimeText.WriteTimestamptz(Unix(micros), 0, text); break;
                default: length = DateTimeText.WriteTimestamp(Unix(micros), text); break;
            }
        }

        return System.Text.Encoding.ASCII.GetString(text[..length]).Replace(" BC", " (BC)", StringComparison.Ordinal);
    }

    static long Unix(long micros) => micros > long.MaxValue - DateTimeBinary.MicrosBetween
        ? throw new WireException(SqlStates.NumericValueOutOfRange, "timestamp out of range")
        : micros + DateTimeBinary.MicrosBetween;

    static string Interval(long micros, int days, int months) =>
        string.Create(CultureInfo.InvariantCulture, $"{months} months {days} days {micros} microseconds");

    static string Jsonb(ref PayloadReader reader)
    {
        var version = reader.ReadByte();
        return version == 1 ? PayloadReader.Text(reader.ReadRest()) : throw new WireException(SqlStates.FeatureNotSupported, $"unsupported jsonb version number {version}");
    }

    static string?[] Array(ReadOnlySpan<byte> value, uint elementOid)
    {
        var array = ArrayBinary.Read(value.ToArray());
        if (array.Count > 0 && array.ElementOid != elementOid)
            throw Malformed(PgType.Get(elementOid).ArrayOid);
        var elements = new string?[array.Count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = array.IsNull(i) ? null : Text(FromBinary(array[i], elementOid));
        return elements;
    }

    /// <summary>As the engine's casts read it.</summary>
    static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => string.Concat(bytes.Select(b => $"\\x{b:X2}")),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static byte[] Bytea(string text)
    {
        if (!text.StartsWith("\\x", StringComparison.Ordinal))
            return System.Text.Encoding.UTF8.GetBytes(text);
        try
        {
            return Convert.FromHexString(text.AsSpan(2));
        }
        catch (FormatException)
        {
            throw new WireException(SqlStates.InvalidTextRepresentation, "invalid hexadecimal data in a value of type bytea");
        }
    }

    static WireException Malformed(uint oid) => new(SqlStates.InvalidBinaryRepresentation,
        $"incorrect binary data format for type {PgType.Find(oid)?.Name ?? oid.ToString(CultureInfo.InvariantCulture)}");
}
