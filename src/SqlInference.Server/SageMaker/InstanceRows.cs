using System.Globalization;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Server.Rows;

namespace SqlInference.Server.SageMaker;

/// <summary>
/// Reads rows out of the JSON that SageMaker's algorithms take. A row is an instance: a bare array,
/// <c>{"features": […]}</c> or <c>{"data": {"features": {"values": […]}}}</c>, the latter also sparse with <c>keys</c> and
/// <c>shape</c>. What else an instance holds is passed over.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html</remarks>
sealed class InstanceRows(RequestRows rows)
{
    readonly JsonCells _cells = new(rows);

    /// <summary><c>{"instances": […]}</c>, or one instance alone.</summary>
    public static void ReadDocument(ReadOnlySpan<byte> body, RequestRows rows)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        var whole = reader;
        var instances = new InstanceRows(rows);
        if (reader.TokenType == JsonTokenType.StartObject && Find(ref reader, "instances"u8))
            instances.ReadAll(ref reader);
        else
            instances.ReadInstance(ref whole);

        // What follows the instances has to be JSON as well.
        while (reader.Read())
        {
        }
    }

    /// <summary>One instance per line.</summary>
    public static void ReadLines(ReadOnlySpan<byte> body, RequestRows rows)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        var instances = new InstanceRows(rows);
        while (reader.Read())
            instances.ReadInstance(ref reader);
    }

    void ReadAll(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw RowErrors.Refused("\"instances\" is not a list.", Shape);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ReadInstance(ref reader);
    }

    void ReadInstance(ref Utf8JsonReader reader)
    {
        rows.BeginRow();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                ReadValues(ref reader);
                break;
            case JsonTokenType.StartObject:
                ReadObject(ref reader);
                break;
            default:
                throw NoFeatures();
        }

        rows.EndRow();
    }

    void ReadObject(ref Utf8JsonReader reader)
    {
        var seen = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isFeatures = reader.ValueTextEquals("features"u8);
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (!isFeatures && !isData)
            {
                reader.Skip();
                continue;
            }

            if (seen)
                throw RowErrors.Refused($"Row {RowErrors.Number(rows.RowCount + 1)} gives its features twice.");
            seen = true;
            if (isFeatures)
                ReadFeatures(ref reader);
            else if (reader.TokenType == JsonTokenType.StartObject)
                ReadObject(ref reader);
            else
                throw NoFeatures();
        }

        if (!seen)
            throw NoFeatures();
    }

    void ReadFeatures(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadValues(ref reader);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
            throw NoFeatures();
        Utf8JsonReader values = default, keys = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isValues = reader.ValueTextEquals("values"u8);
            var isKeys = reader.ValueTextEquals("keys"u8);
            reader.Read();
            if (isValues)
                values = reader;
            else if (isKeys)
                keys = reader;
            reader.Skip();
        }

        if (values.TokenType != JsonTokenType.StartArray)
            throw NoFeatures();
        if (keys.TokenType == JsonTokenType.StartArray)
            ReadSparse(ref keys, ref values);
        else
            ReadValues(ref values);
    }

    /// <summary>The fields of a row in the order of the parameters; a list may stand as a list or as its elements.</summary>
    void ReadValues(ref Utf8JsonReader reader)
    {
        var columns = rows.Layout.Columns;
        int column = 0, element = 0, count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (column == columns.Length)
            {
                reader.Skip();
            }
            else if (element == 0 && reader.TokenType is JsonTokenType.StartArray)
            {
                _cells.Read(ref reader, column++);
                count += columns[column - 1].Fields - 1;
            }
            else
            {
                _cells.ReadElement(ref reader, column, element);
                if (++element == columns[column].Fields)
                    (column, element) = (column + 1, 0);
            }
        }

        if (count != rows.Layout.FieldCount)
            throw RowErrors.FieldCount(rows.Layout, rows.RowCount + 1, count);
    }

    /// <summary>Only what is not zero, each number with its position.</summary>
    void ReadSparse(ref Utf8JsonReader keys, ref Utf8JsonReader values)
    {
        ClearRow();
        while (keys.Read() && keys.TokenType != JsonTokenType.EndArray)
        {
            if (!values.Read() || values.TokenType == JsonTokenType.EndArray)
                throw Uneven();
            if (keys.TokenType != JsonTokenType.Number || !keys.TryGetInt32(out var key) || key < 0 || key >= rows.Layout.FieldCount)
            {
                throw RowErrors.Refused(string.Create(CultureInfo.InvariantCulture,
                    $"Row {rows.RowCount + 1}: a key is not a position from 0 to {rows.Layout.FieldCount - 1}."));
            }

            var column = ColumnAt(ref key);
            _cells.ReadElement(ref values, column, key);
        }

        if (!values.Read() || values.TokenType != JsonTokenType.EndArray)
            throw Uneven();
    }

    unsafe void ClearRow()
    {
        for (var column = 0; column < rows.Layout.Columns.Length; column++)
        {
            var type = rows.Layout.Columns[column].Type;
            if (type.Element is ElementType.Utf8 or ElementType.Timestamp)
            {
                throw RowErrors.Kind(rows.Layout.Columns[column], rows.RowCount + 1,
                    "sparse features are zero where they are not given, which this type has no value for");
            }

            var bytes = type.Element.Width() * type.ElementsPerRow;
            new Span<byte>(rows.Column(column).Values + (long)rows.RowInBlock * bytes, bytes).Clear();
        }
    }

    /// <param name="field">A position among all fields; becomes the position within the column.</param>
    int ColumnAt(ref int field)
    {
        var column = 0;
        for (; field >= rows.Layout.Columns[column].Fields; column++)
            field -= rows.Layout.Columns[column].Fields;
        return column;
    }

    Errors.SqlInferenceException Uneven() => RowErrors.Refused(
        $"Row {RowErrors.Number(rows.RowCount + 1)} has not as many keys as values.");

    Errors.SqlInferenceException NoFeatures() => RowErrors.Refused(
        $"Row {RowErrors.Number(rows.RowCount + 1)} has no list of features.", Shape);

    const string Shape = """Send {"instances": [{"features": […]}]}, or one {"features": […]} per line as application/jsonlines.""";

    /// <summary>Moves on to the value of a property of the object that the reader stands on.</summary>
    static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }
}
