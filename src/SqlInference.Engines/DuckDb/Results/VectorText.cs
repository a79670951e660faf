using System.Buffers;
using System.Text;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>
/// Writes values as DuckDB's own cast to VARCHAR does, nested ones included, straight from the vectors. Tests compare
/// it with that cast for every type.
/// </summary>
/// <param name="timeZone">The session's time zone by name; asked for once, when the first TIMESTAMP WITH TIME ZONE is written.</param>
sealed unsafe class VectorText(Func<string?> timeZone)
{
    TimeZoneInfo? _timeZone;

    /// <summary>Writes a value that is not NULL.</summary>
    public void Write(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        var data = DuckDbNative.VectorData(vector);
        switch (type.Id)
        {
            case DuckDbTypeId.Boolean: output.Write(data[row] != 0 ? "true"u8 : "false"u8); break;
            case DuckDbTypeId.TinyInt: NumberText.Write(((sbyte*)data)[row], output); break;
            case DuckDbTypeId.SmallInt: NumberText.Write(((short*)data)[row], output); break;
            case DuckDbTypeId.Integer: NumberText.Write(((int*)data)[row], output); break;
            case DuckDbTypeId.BigInt: NumberText.Write(((long*)data)[row], output); break;
            case DuckDbTypeId.HugeInt: NumberText.Write(((Int128*)data)[row], output); break;
            case DuckDbTypeId.UTinyInt: NumberText.Write(data[row], output); break;
            case DuckDbTypeId.USmallInt: NumberText.Write(((ushort*)data)[row], output); break;
            case DuckDbTypeId.UInteger: NumberText.Write(((uint*)data)[row], output); break;
            case DuckDbTypeId.UBigInt: NumberText.Write(((ulong*)data)[row], output); break;
            case DuckDbTypeId.UHugeInt: NumberText.Write(((UInt128*)data)[row], output); break;
            case DuckDbTypeId.Float: NumberText.WriteFloat(((float*)data)[row], output); break;
            case DuckDbTypeId.Double: NumberText.WriteFloat(((double*)data)[row], output); break;
            case DuckDbTypeId.Decimal: NumberText.WriteDecimal(Unscaled(type, data, row), type.Precision, type.Scale, output); break;
            case DuckDbTypeId.Varchar: output.Write(NativeString.Bytes((NativeString*)data + row)); break;
            case DuckDbTypeId.Enum: output.Write(type.EnumValues[EnumCode.At(data, type.Width, row)]); break;
            case DuckDbTypeId.Blob: BytesText.WriteBlob(NativeString.Bytes((NativeString*)data + row), output); break;
            case DuckDbTypeId.Bit: BytesText.WriteBits(NativeString.Bytes((NativeString*)data + row), output); break;
            case DuckDbTypeId.BigNum: BytesText.WriteBigNum(NativeString.Bytes((NativeString*)data + row), output); break;
            case DuckDbTypeId.Uuid: BytesText.WriteUuid(((UInt128*)data)[row], output); break;
            case DuckDbTypeId.Date: TimeText.WriteDate(((int*)data)[row], output); break;
            case DuckDbTypeId.Time: TimeText.WriteTime(((long*)data)[row], 0, output); break;
            case DuckDbTypeId.TimeNs: TimeText.WriteTime(((long*)data)[row] / 1000, (int)(((long*)data)[row] % 1000), output); break;
            case DuckDbTypeId.TimeTz: TimeText.WriteTimeTz(((ulong*)data)[row], output); break;
            case DuckDbTypeId.Timestamp: TimeText.WriteTimestamp(((long*)data)[row], 1, output); break;
            case DuckDbTypeId.TimestampS: TimeText.WriteTimestamp(((long*)data)[row], 1_000_000, output); break;
            case DuckDbTypeId.TimestampMs: TimeText.WriteTimestamp(((long*)data)[row], 1_000, output); break;
            case DuckDbTypeId.TimestampNs: TimeText.WriteTimestampNs(((long*)data)[row], output); break;
            case DuckDbTypeId.TimestampTz: TimeText.WriteTimestampTz(((long*)data)[row], _timeZone ??= FindTimeZone(), output); break;
            case DuckDbTypeId.Interval: TimeText.WriteInterval(((NativeInterval*)data)[row], output); break;
            case DuckDbTypeId.List: WriteList(type, DuckDbNative.ListChild(vector), ((NativeListEntry*)data)[row], output); break;
            case DuckDbTypeId.Array:
                var array = new NativeListEntry { Offset = (ulong)(row * type.ArraySize), Length = (ulong)type.ArraySize };
                WriteList(type, DuckDbNative.ArrayChild(vector), array, output);
                break;
            case DuckDbTypeId.Map: WriteMap(type, DuckDbNative.ListChild(vector), ((NativeListEntry*)data)[row], output); break;
            case DuckDbTypeId.Struct: WriteStruct(type, vector, row, output); break;
            case DuckDbTypeId.Union: WriteUnion(type, vector, row, output); break;
            default: output.Write(Encoding.UTF8.GetBytes($"<{type.Name}>")); break;
        }
    }

    public static Int128 Unscaled(DuckDbType type, byte* data, long row) => type.Width switch
    {
        2 => ((short*)data)[row],
        4 => ((int*)data)[row],
        8 => ((long*)data)[row],
        _ => ((Int128*)data)[row],
    };

    TimeZoneInfo FindTimeZone() =>
        timeZone() is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    void WriteList(DuckDbType type, nint child, NativeListEntry list, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0UL; i < list.Length; i++)
        {
            if (i > 0)
                output.Write(", "u8);
            WriteElement(type.Children[0], child, (long)(list.Offset + i), output);
        }

        output.Write("]"u8);
    }

    void WriteMap(DuckDbType type, nint entries, NativeListEntry list, IBufferWriter<byte> output)
    {
        var keys = DuckDbNative.StructChild(entries, 0);
        var values = DuckDbNative.StructChild(entries, 1);
        output.Write("{"u8);
        for (var i = 0UL; i < list.Length; i++)
        {
            if (i > 0)
                output.Write(", "u8);
            WriteElement(type.Children[0], keys, (long)(list.Offset + i), output);
            output.Write("="u8);
            WriteElement(type.Children[1], values, (long)(list.Offset + i), output);
        }

        output.Write("}"u8);
    }

    void WriteStruct(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        var unnamed = type.FieldNames.Count > 0 && type.FieldNames[0].Length == 0;
        output.Write(unnamed ? "("u8 : "{"u8);
        for (var i = 0; i < type.Children.Count; i++)
        {
            if (i > 0)
                output.Write(", "u8);
            if (!unnamed)
            {
                NestedText.WriteQuoted(Encoding.UTF8.GetBytes(type.FieldNames[i]), output);
                output.Write(": "u8);
            }

            WriteElement(type.Children[i], DuckDbNative.StructChild(vector, (ulong)i), row, output);
        }

        output.Write(unnamed ? ")"u8 : "}"u8);
    }

    /// <summary>A union is a struct whose first field is the number of the member that holds the value.</summary>
    void WriteUnion(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        var member = DuckDbNative.VectorData(DuckDbNative.StructChild(vector, 0))[row];
        var child = DuckDbNative.StructChild(vector, (ulong)member + 1);
        if (IsNull(child, row))
            output.Write("NULL"u8);
        else
            Write(type.Children[member], child, row, output);
    }

    void WriteElement(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        if (IsNull(vector, row))
        {
            output.Write("NULL"u8);
        }
        else if (type.IsNested)
        {
            Write(type, vector, row, output);
        }
        else
        {
            var scalar = new ArrayBufferWriter<byte>();
            Write(type, vector, row, scalar);
            NestedText.Write(scalar.WrittenSpan, output);
        }
    }

    static bool IsNull(nint vector, long row) => !Validity.IsValid(DuckDbNative.VectorValidity(vector), row);
}
