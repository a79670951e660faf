using System.Text.Json;
using System.Text.Unicode;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Rows;

/// <summary>
/// JSON values as values of columns, strictly: numbers and booleans are not made out of texts, nor texts out of numbers.
/// Moments are texts as ISO 8601 has them; numbers keep all their digits.
/// </summary>
sealed class JsonCells(RequestRows rows)
{
    byte[] _scratch = [];

    /// <summary>Reads the value under the reader into a column of the current row.</summary>
    public void Read(ref Utf8JsonReader reader, int column)
    {
        if (reader.TokenType == JsonTokenType.Null)
            rows.SetNull(column);
        else if (rows.Layout.Columns[column].Type.IsList)
            ReadList(ref reader, column);
        else
            ReadElement(ref reader, column, 0);
    }

    /// <summary>Reads one element of a list, or the value of a scalar column. NULL in a list makes all of it NULL.</summary>
    public void ReadElement(ref Utf8JsonReader reader, int column, int element)
    {
        var type = rows.Layout.Columns[column].Type.Element;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null when type != ElementType.Utf8:
                rows.Column(column).SetNull(rows.RowInBlock);
                break;
            case JsonTokenType.Null:
                rows.SetNull(column);
                break;
            case JsonTokenType.String when type == ElementType.Utf8:
                rows.Column(column).AppendText(Text(ref reader));
                break;
            case JsonTokenType.String when type == ElementType.Timestamp:
                Parse(Text(ref reader), column, element);
                break;
            case JsonTokenType.Number when type is not (ElementType.Utf8 or ElementType.Timestamp):
                Parse(reader.ValueSpan, column, element);
                break;
            case JsonTokenType.True or JsonTokenType.False when type == ElementType.Boolean:
                rows.Column(column).Span<byte>()[rows.Place(column, element)] = (byte)(reader.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            default:
                throw Wrong(reader.TokenType, column);
        }
    }

    void ReadList(ref Utf8JsonReader reader, int column)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong(reader.TokenType, column);
        var wanted = rows.Layout.Columns[column].Fields;
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count++ < wanted)
                ReadElement(ref reader, column, count - 1);
            else
                reader.Skip();
        }

        if (count != wanted)
        {
            throw RowErrors.Kind(rows.Layout.Columns[column], rows.RowCount + 1,
                $"the list has {RowErrors.Number(count)} elements; the model takes {RowErrors.Number(wanted)}");
        }
    }

    void Parse(ReadOnlySpan<byte> value, int column, int element)
    {
        if (CellParser.Read(value, rows.Column(column), rows.Place(column, element)) is var result and not CellResult.Read)
            throw RowErrors.Value(rows.Layout.Columns[column], rows.RowCount + 1, value, result);
    }

    ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (_scratch.Length < text.Length)
                _scratch = new byte[Math.Max(text.Length, 2 * _scratch.Length)];
            text = _scratch.AsSpan(0, Unescape(ref reader, _scratch));
        }

        return Utf8.IsValid(text) ? text : throw RowErrors.NotUtf8();
    }

    static int Unescape(ref Utf8JsonReader reader, byte[] into)
    {
        try
        {
            return reader.CopyString(into);
        }
        catch (InvalidOperationException)
        {
            // One half of a surrogate pair.
            throw RowErrors.NotUtf8();
        }
    }

    Errors.SqlInferenceException Wrong(JsonTokenType token, int column) => RowErrors.Kind(
        rows.Layout.Columns[column], rows.RowCount + 1, $"{Found(token)} stands where {Wanted(rows.Layout.Columns[column].Type)} belongs");

    static string Found(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartArray => "a list",
        _ => "an object",
    };

    static string Wanted(ColumnType type) => type switch
    {
        { IsList: true } => "a list",
        { Element: ElementType.Utf8 } => "a text",
        { Element: ElementType.Timestamp } => "a text such as \"2013-12-02 21:15:00\"",
        { Element: ElementType.Boolean } => "true or false",
        _ => "a number",
    };
}
