using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.OpenInference;

/// <summary>Writes the data of a tensor as a flat JSON array; <c>null</c> is NULL.</summary>
static unsafe class JsonTensorWriter
{
    public static void Write(PooledBytes text, in ColumnView column, string name)
    {
        switch (column.Type.Element)
        {
            case ElementType.Utf8: Texts(text, column); break;
            case ElementType.Boolean: Booleans(text, column); break;
            case ElementType.Int8: Numbers<sbyte>(text, column, name); break;
            case ElementType.Int16: Numbers<short>(text, column, name); break;
            case ElementType.Int32: Numbers<int>(text, column, name); break;
            case ElementType.Int64 or ElementType.Timestamp: Numbers<long>(text, column, name); break;
            case ElementType.UInt8: Numbers<byte>(text, column, name); break;
            case ElementType.UInt16: Numbers<ushort>(text, column, name); break;
            case ElementType.UInt32: Numbers<uint>(text, column, name); break;
            case ElementType.UInt64: Numbers<ulong>(text, column, name); break;
            case ElementType.Float16: Numbers<Half>(text, column, name); break;
            case ElementType.Float32: Numbers<float>(text, column, name); break;
            default: Numbers<double>(text, column, name); break;
        }
    }

    public static void WriteValidity(PooledBytes text, in ColumnView column)
    {
        Begin(text);
        for (var row = 0; row < column.RowCount; row++)
        {
            Separate(text, row);
            text.Write(column.IsValid(row) ? "true"u8 : "false"u8);
        }

        text.Write((byte)']');
    }

    static void Numbers<T>(PooledBytes text, in ColumnView column, string name) where T : unmanaged, INumberBase<T>
    {
        var values = (T*)column.Values;
        var perRow = column.Type.ElementsPerRow;
        Begin(text);
        for (var i = 0; i < column.RowCount * perRow; i++)
        {
            Separate(text, i);
            if (!column.IsValid(i / perRow))
                text.Write("null"u8);
            else if (T.IsFinite(values[i]))
                CellText.WriteNumber(text, values[i]);
            else
                throw NotFinite(name);
        }

        text.Write((byte)']');
    }

    static void Booleans(PooledBytes text, in ColumnView column)
    {
        var perRow = column.Type.ElementsPerRow;
        Begin(text);
        for (var i = 0; i < column.RowCount * perRow; i++)
        {
            Separate(text, i);
            text.Write(!column.IsValid(i / perRow) ? "null"u8 : column.Values[i] != 0 ? "true"u8 : "false"u8);
        }

        text.Write((byte)']');
    }

    static void Texts(PooledBytes text, in ColumnView column)
    {
        using var writer = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartArray();
        for (var row = 0; row < column.RowCount; row++)
        {
            if (column.IsValid(row))
                writer.WriteStringValue(column.Utf8At(row));
            else
                writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }

    static void Begin(PooledBytes text) => text.Write((byte)'[');

    static void Separate(PooledBytes text, int index)
    {
        if (index > 0)
            text.Write((byte)',');
    }

    static SqlInferenceException NotFinite(string name) => new(ErrorConditions.ValueDoesNotFit,
        $"Output '{name}' holds a number that is NaN or infinite, which JSON cannot say.", "Ask for it as binary data.");
}
