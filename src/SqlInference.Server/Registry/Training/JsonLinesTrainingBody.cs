using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Server.Registry.Training;

/// <summary>One JSON object per line. The first tells the columns; a member that a later one lacks is NULL.</summary>
sealed class JsonLinesTrainingBody(BodyReader reader, IReadOnlyList<string>? types) : TextTrainingBody(reader, types)
{
    byte[] _scratch = [];
    bool[] _set = [];

    protected override IReadOnlyList<(string Name, string LooksLike)>? FindColumns()
    {
        if (!FindLine(Unread, out var line, out _))
            return null;
        if (line.IsEmpty)
            throw UploadErrors.Malformed("The training data is empty: its first line is an object whose members are the columns.");
        var columns = new List<(string, string)>();
        try
        {
            var json = new Utf8JsonReader(line);
            Begin(ref json);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                columns.Add((name, LooksLike(json.TokenType)));
                json.Skip();
            }
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }

        return columns.Count > 0 ? columns : throw UploadErrors.Malformed("The first line of the training data has no members, which would be its columns.");
    }

    protected override bool ReadRows()
    {
        var rest = Unread;
        var consumed = 0;
        while (!BatchIsFull)
        {
            if (!FindLine(rest, out var line, out var length))
            {
                Consume(consumed);
                return false;
            }

            if (length == 0)
                break;
            if (!line.IsEmpty)
                ReadRow(line);
            consumed += length;
            rest = rest[length..];
        }

        Consume(consumed);
        return true;
    }

    void ReadRow(ReadOnlySpan<byte> line)
    {
        if (_set.Length != Columns.Length)
            _set = new bool[Columns.Length];
        _set.AsSpan().Clear();
        try
        {
            var json = new Utf8JsonReader(line);
            Begin(ref json);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                ReadMember(ref json);
            // What follows the object is an error of the reader's.
            json.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NotJson(exception);
        }

        for (var i = 0; i < Columns.Length; i++)
        {
            if (!_set[i])
                SetNull(Columns[i]);
        }

        EndRow();
    }

    void ReadMember(ref Utf8JsonReader json)
    {
        var position = PositionOf(ref json);
        var column = Columns[position];
        if (_set[position])
            throw UploadErrors.Malformed($"Row {Row + 1} of the training data has the member '{column.Name}' twice.");
        _set[position] = true;
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                SetNull(column);
                break;
            case JsonTokenType.String when column.IsText:
                SetText(column, Text(ref json));
                break;
            case JsonTokenType.String when column.Column.Element == Inference.Columns.ElementType.Timestamp:
                SetValue(column, Text(ref json));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when !column.IsText:
                SetValue(column, json.ValueSpan);
                break;
            default:
                throw UploadErrors.Cell(Row + 1, column.Name, column.TypeName, Inference.Formats.CellResult.NotOfType);
        }
    }

    int PositionOf(ref Utf8JsonReader json)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (json.ValueTextEquals(Columns[i].Name))
                return i;
        }

        throw UploadErrors.Malformed($"Row {Row + 1} of the training data has a member that the first row lacks, beside the {Columns.Length} columns that were declared.");
    }

    ReadOnlySpan<byte> Text(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan;
        if (_scratch.Length < json.ValueSpan.Length)
            _scratch = new byte[2 * json.ValueSpan.Length];
        return _scratch.AsSpan(0, json.CopyString(_scratch));
    }

    /// <summary>The next line, blanks around it left out, and its length with its end. False where its end has not come yet.</summary>
    bool FindLine(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line, out int length)
    {
        var end = text.IndexOf((byte)'\n');
        length = end < 0 ? text.Length : end + 1;
        line = text[..length].Trim(" \t\r\n"u8);
        return end >= 0 || IsFinal;
    }

    static void Begin(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a line that is no object");
    }

    static string LooksLike(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "varchar",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        JsonTokenType.StartArray or JsonTokenType.StartObject => "json",
        _ => ColumnTypes.Default,
    };

    SqlInferenceException NotJson(Exception exception) => new(
        ErrorConditions.RequestMalformed, $"Row {Row + 1} of the training data is not a JSON object.", UploadErrors.Documentation, exception);
}
