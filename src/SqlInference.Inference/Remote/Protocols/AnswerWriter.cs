using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>Takes an endpoint's answers one after the other into the result column, and refuses those that do not belong there.</summary>
/// <param name="firstRow">Where in the column the answers of this request begin.</param>
/// <param name="expected">The rows of this request.</param>
sealed class AnswerWriter(string endpoint, ColumnBuffer into, int firstRow, int expected)
{
    int _count;

    public string Endpoint => endpoint;

    public int Expected => expected;

    public ColumnType Type => into.Type;

    public bool IsText => into.Type.Element == ElementType.Utf8;

    public void AddNull()
    {
        var row = Next();
        if (IsText)
            into.AppendText([]);
        else
            ClearValue(row);
        into.SetNull(row);
    }

    /// <summary>A value as text; for a text column, taken as it is.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var row = Next();
        if (IsText)
        {
            if (!System.Text.Unicode.Utf8.IsValid(text))
                throw RemoteErrors.Invalid(endpoint, $"answered text that is not UTF-8, for {Place}.");
            into.AppendText(text);
            return;
        }

        var result = CellParser.Read(text, into, row);
        if (result != CellResult.Read)
            throw RemoteErrors.Invalid(endpoint, $"answered {Shown(text)}{Complaint(result)}, for {Place}.");
    }

    /// <summary>All answers of the request at once, converted to the column's type; what cannot be is refused.</summary>
    public void AddColumn(in ColumnView values)
    {
        RequireNone();
        if (values.RowCount != expected)
            throw WrongCount(values.RowCount);
        if (IsText)
        {
            AddAsText(values);
            return;
        }

        using var converted = new ColumnBuffer();
        into.Write(Convert(values, converted), 0, values.RowCount, firstRow);
        _count = expected;
    }

    /// <summary>Makes an answer that has been given NULL after all.</summary>
    public void SetNull(int row) => into.SetNull(firstRow + row);

    public void RequireAll()
    {
        if (_count != expected)
            throw WrongCount(_count);
    }

    public SqlInferenceException WrongCount(int count) => count == 0
        ? RemoteErrors.Invalid(endpoint, $"answered nothing for {Rows(expected)}.")
        : RemoteErrors.Invalid(endpoint, $"answered {(count == 1 ? "1 value" : $"{count} values")} for {Rows(expected)}.");

    static string Rows(int count) => count == 1 ? "1 row" : $"{count} rows";

    string Place => $"row {_count} of {expected}";

    void RequireNone()
    {
        if (_count != 0)
            throw RemoteErrors.Invalid(endpoint, "answered in two ways at once.");
    }

    int Next()
    {
        if (_count == expected)
            throw RemoteErrors.Invalid(endpoint, $"answered more than {(expected == 1 ? "1 value" : $"{expected} values")} for {Rows(expected)}.");
        return firstRow + _count++;
    }

    /// <summary>What stands under NULL is never looked at, but should not be what was there before.</summary>
    unsafe void ClearValue(int row)
    {
        var width = into.Type.Element.Width();
        new Span<byte>(into.Values + (long)row * width, width).Clear();
    }

    /// <summary>A label that the model has as a number, where the function returns text.</summary>
    void AddAsText(in ColumnView values)
    {
        using var text = new PooledBytes();
        for (var row = 0; row < values.RowCount; row++)
        {
            text.Clear();
            CellText.Write(text, values, row);
            Add(text.Written);
        }
    }

    ColumnView Convert(in ColumnView values, ColumnBuffer converted)
    {
        if (values.Type == into.Type)
            return values;
        try
        {
            return ColumnConverter.Convert(values, into.Type.Element, converted, "answer");
        }
        catch (SqlInferenceException exception)
        {
            throw RemoteErrors.Invalid(endpoint, $"answered what the function cannot return as {into.Type}: {exception.Message}", exception);
        }
    }

    static string Shown(ReadOnlySpan<byte> text) => CellParser.Trim(text).IsEmpty ? "an empty text" : $"'{Sanitised.Text(text)}'";

    string Complaint(CellResult result) => result switch
    {
        CellResult.NotOfType => $" where {Expectation()} belongs",
        CellResult.NotFinite => " where a finite number belongs",
        _ => $", which does not fit {into.Type}",
    };

    string Expectation() => into.Type.Element switch
    {
        ElementType.Boolean => "true or false",
        ElementType.Timestamp => "a timestamp",
        _ => "a number",
    };
}
