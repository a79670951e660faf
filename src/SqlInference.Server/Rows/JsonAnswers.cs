using System.Globalization;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Language;

namespace SqlInference.Server.Rows;

/// <summary>
/// Answers as JSON values: numbers with the shortest digits that read back to the same number, moments as ISO 8601 texts,
/// NULL as null. What is not a finite number is the text "NaN", "Infinity" or "-Infinity": JSON has no number for it.
/// </summary>
static class JsonAnswers
{
    const int LongestMoment = 40;

    static readonly DateTime Epoch = DateTime.UnixEpoch;

    /// <param name="type">What the column holds in SQL, which tells dates from moments.</param>
    public static void Write(Utf8JsonWriter json, in ColumnView column, int row, SqlTypeKind type)
    {
        if (!column.IsValid(row))
            json.WriteNullValue();
        else if (column.Type.Element == ElementType.Utf8)
            json.WriteStringValue(column.Utf8At(row));
        else if (column.Type.IsList)
            WriteList(json, column, row, type);
        else
            WriteElement(json, column, row, type);
    }

    static void WriteList(Utf8JsonWriter json, in ColumnView column, int row, SqlTypeKind type)
    {
        json.WriteStartArray();
        for (var i = 0; i < column.Type.ListLength; i++)
            WriteElement(json, column, row * column.Type.ListLength + i, type);
        json.WriteEndArray();
    }

    static unsafe void WriteElement(Utf8JsonWriter json, in ColumnView column, int index, SqlTypeKind type)
    {
        var values = column.Values;
        switch (column.Type.Element)
        {
            case ElementType.Boolean: json.WriteBooleanValue(values[index] != 0); break;
            case ElementType.Int8: json.WriteNumberValue(((sbyte*)values)[index]); break;
            case ElementType.Int16: json.WriteNumberValue(((short*)values)[index]); break;
            case ElementType.Int32: json.WriteNumberValue(((int*)values)[index]); break;
            case ElementType.Int64: json.WriteNumberValue(((long*)values)[index]); break;
            case ElementType.UInt8: json.WriteNumberValue(values[index]); break;
            case ElementType.UInt16: json.WriteNumberValue(((ushort*)values)[index]); break;
            case ElementType.UInt32: json.WriteNumberValue(((uint*)values)[index]); break;
            case ElementType.UInt64: json.WriteNumberValue(((ulong*)values)[index]); break;
            case ElementType.Float16: WriteFloat(json, (float)((Half*)values)[index]); break;
            case ElementType.Float32: WriteFloat(json, ((float*)values)[index]); break;
            case ElementType.Float64: WriteDouble(json, ((double*)values)[index]); break;
            default: WriteMoment(json, ((long*)values)[index], type); break;
        }
    }

    static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            WriteDouble(json, value);
    }

    static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    static void WriteMoment(Utf8JsonWriter json, long microseconds, SqlTypeKind type)
    {
        if (microseconds < (DateTime.MinValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond || microseconds > (DateTime.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond)
        {
            // No calendar of .NET reaches it.
            json.WriteNumberValue(microseconds);
            return;
        }

        Span<byte> text = stackalloc byte[LongestMoment];
        var format = type switch
        {
            SqlTypeKind.Date => "yyyy-MM-dd",
            SqlTypeKind.TimestampTz => "yyyy-MM-ddTHH:mm:ss.FFFFFFZ",
            _ => "yyyy-MM-ddTHH:mm:ss.FFFFFF",
        };
        Epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }
}
