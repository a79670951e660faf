using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Server.Rows;

namespace SqlInference.Server.Functions;

/// <summary>
/// Reads rows out of JSON objects whose properties are the function's parameters, in any order: one object, or a list of
/// them. Each parameter has to be there, NULL as null; nothing else may be.
/// </summary>
sealed class FeatureRows
{
    readonly RequestRows _rows;
    readonly RowColumn[] _columns;
    readonly JsonCells _cells;
    readonly bool[] _seen;

    FeatureRows(RequestRows rows)
    {
        _rows = rows;
        _columns = rows.Layout.Columns;
        _cells = new(rows);
        _seen = new bool[_columns.Length];
    }

    /// <returns>Whether the body is a list.</returns>
    public static bool Read(ReadOnlySpan<byte> body, RequestRows rows)
    {
        var reader = new Utf8JsonReader(body);
        var features = new FeatureRows(rows);
        reader.Read();
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (isList)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                features.ReadRow(ref reader);
        }
        else
        {
            features.ReadRow(ref reader);
        }

        // Anything behind it is an error, which the reader raises.
        reader.Read();
        rows.Finish();
        return isList;
    }

    /// <summary>The names in the first object, by which a function is told from others of its name.</summary>
    public static IReadOnlyList<string> NamesInFirst(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            names.Add(NameOf(ref reader));
            reader.Read();
            reader.Skip();
        }

        return names;
    }

    void ReadRow(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw RowErrors.Refused($"Row {RowErrors.Number(_rows.RowCount + 1)} is not an object.",
                "Send the function's parameters as the properties of a JSON object, or a list of such objects.");
        }

        _rows.BeginRow();
        Array.Clear(_seen);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            // Objects mostly have their properties in the order of the parameters.
            var column = Find(ref reader, count);
            if (_seen[column])
                throw RowErrors.Kind(_columns[column], _rows.RowCount + 1, "it is given twice");
            _seen[column] = true;
            count++;
            reader.Read();
            _cells.Read(ref reader, column);
        }

        if (count < _columns.Length)
            throw Missing(_columns[Array.IndexOf(_seen, false)].Name);
        _rows.EndRow();
    }

    int Find(ref Utf8JsonReader reader, int likely)
    {
        if (likely < _columns.Length && reader.ValueTextEquals(_columns[likely].Utf8Name))
            return likely;
        for (var column = 0; column < _columns.Length; column++)
        {
            if (reader.ValueTextEquals(_columns[column].Utf8Name))
                return column;
        }

        throw RowErrors.Refused($"Row {RowErrors.Number(_rows.RowCount + 1)}: the function has no parameter '{NameOf(ref reader)}'.", Parameters());
    }

    SqlInferenceException Missing(string name) =>
        RowErrors.Refused($"Row {RowErrors.Number(_rows.RowCount + 1)} does not say what '{name}' is.", $"{Parameters()} Write null for NULL.");

    string Parameters() => $"The parameters are: {RowErrors.Names(_rows.Layout)}.";

    static string NameOf(ref Utf8JsonReader reader)
    {
        const int longest = 64;
        try
        {
            var name = reader.GetString()!;
            return name.Length <= longest ? name : name[..longest] + "…";
        }
        catch (InvalidOperationException)
        {
            throw RowErrors.NotUtf8();
        }
    }
}
