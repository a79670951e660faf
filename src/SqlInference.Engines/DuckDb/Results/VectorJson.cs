using System.Buffers;
using System.Text;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>
/// Writes values as JSON. Numbers keep all their digits; those JSON has no notation for are the strings "NaN",
/// "Infinity" and "-Infinity". Lists are arrays, structs and maps are objects, JSON stays what it is, all else is the
/// text that DuckDB prints.
/// </summary>
sealed unsafe class VectorJson(VectorText text)
{
    static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    readonly ArrayBufferWriter<byte> _scalar = new();

    public void Write(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        if (!Validity.IsValid(DuckDbNative.VectorValidity(vector), row))
        {
            output.Write("null"u8);
            return;
        }

        var data = DuckDbNative.VectorData(vector);
        switch (type.Id)
        {
            case DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer
                or DuckDbTypeId.BigInt or DuckDbTypeId.HugeInt or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt
                or DuckDbTypeId.UInteger or DuckDbTypeId.UBigInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.BigNum:
                text.Write(type, vector, row, output);
                break;
            case DuckDbTypeId.Float:
                WriteFloat(((float*)data)[row], output);
                break;
            case DuckDbTypeId.Double:
                WriteFloat(((double*)data)[row], output);
                break;
            case DuckDbTypeId.Decimal:
                // One digit more than there are, for the zero that JSON wants before the point.
                NumberText.WriteDecimal(VectorText.Unscaled(type, data, row), type.Scale + 1, type.Scale, output);
                break;
            case DuckDbTypeId.Varchar when type.Alias == "JSON":
                WriteJson(NativeString.Bytes((NativeString*)data + row), output);
                break;
            case DuckDbTypeId.Varchar:
                WriteString(NativeString.Bytes((NativeString*)data + row), output);
                break;
            case DuckDbTypeId.List:
                WriteList(type, DuckDbNative.ListChild(vector), ((NativeListEntry*)data)[row], output);
                break;
            case DuckDbTypeId.Array:
                var array = new NativeListEntry { Offset = (ulong)(row * type.ArraySize), Length = (ulong)type.ArraySize };
                WriteList(type, DuckDbNative.ArrayChild(vector), array, output);
                break;
            case DuckDbTypeId.Map:
                WriteMap(type, DuckDbNative.ListChild(vector), ((NativeListEntry*)data)[row], output);
                break;
            case DuckDbTypeId.Struct:
                WriteStruct(type, vector, row, output);
                break;
            case DuckDbTypeId.Union:
                var member = DuckDbNative.VectorData(DuckDbNative.StructChild(vector, 0))[row];
                Write(type.Children[member], DuckDbNative.StructChild(vector, (ulong)member + 1), row, output);
                break;
            default:
                WriteText(type, vector, row, output);
                break;
        }
    }

    static void WriteFloat<T>(T value, IBufferWriter<byte> output) where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        if (T.IsFinite(value))
            NumberText.WriteFloat(value, output);
        else
            output.Write(T.IsNaN(value) ? "\"NaN\""u8 : T.IsPositive(value) ? "\"Infinity\""u8 : "\"-Infinity\""u8);
    }

    /// <summary>Line breaks in JSON stand between tokens only, and a row is to stay on its line.</summary>
    static void WriteJson(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var target = output.GetSpan(json.Length);
        json.CopyTo(target);
        target[..json.Length].Replace((byte)'\n', (byte)' ');
        target[..json.Length].Replace((byte)'\r', (byte)' ');
        output.Advance(json.Length);
    }

    void WriteList(DuckDbType type, nint child, NativeListEntry list, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0UL; i < list.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            Write(type.Children[0], child, (long)(list.Offset + i), output);
        }

        output.Write("]"u8);
    }

    void WriteMap(DuckDbType type, nint entries, NativeListEntry list, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0UL; i < list.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            WriteText(type.Children[0], DuckDbNative.StructChild(entries, 0), (long)(list.Offset + i), output);
            output.Write(":"u8);
            Write(type.Children[1], DuckDbNative.StructChild(entries, 1), (long)(list.Offset + i), output);
        }

        output.Write("}"u8);
    }

    /// <summary>A struct without names, as row(1, 2) makes, is an array.</summary>
    void WriteStruct(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        var unnamed = type.FieldNames.Count > 0 && type.FieldNames[0].Length == 0;
        output.Write(unnamed ? "["u8 : "{"u8);
        for (var i = 0; i < type.Children.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            if (!unnamed)
            {
                WriteString(Encoding.UTF8.GetBytes(type.FieldNames[i]), output);
                output.Write(":"u8);
            }

            Write(type.Children[i], DuckDbNative.StructChild(vector, (ulong)i), row, output);
        }

        output.Write(unnamed ? "]"u8 : "}"u8);
    }

    void WriteText(DuckDbType type, nint vector, long row, IBufferWriter<byte> output)
    {
        _scalar.ResetWrittenCount();
        text.Write(type, vector, row, _scalar);
        WriteString(_scalar.WrittenSpan, output);
    }

    static void WriteString(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        for (var next = utf8.IndexOfAny(Escaped); next >= 0; next = utf8.IndexOfAny(Escaped))
        {
            output.Write(utf8[..next]);
            WriteEscape(utf8[next], output);
            utf8 = utf8[(next + 1)..];
        }

        output.Write(utf8);
        output.Write("\""u8);
    }

    static void WriteEscape(byte b, IBufferWriter<byte> output)
    {
        switch (b)
        {
            case (byte)'"': output.Write("\\\""u8); break;
            case (byte)'\\': output.Write("\\\\"u8); break;
            case (byte)'\n': output.Write("\\n"u8); break;
            case (byte)'\r': output.Write("\\r"u8); break;
            case (byte)'\t': output.Write("\\t"u8); break;
            default: output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)('0' + (b >> 4)), "0123456789abcdef"u8[b & 15]]); break;
        }
    }
}
