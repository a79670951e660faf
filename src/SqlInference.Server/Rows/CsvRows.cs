using System.Text;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Rows;

/// <summary>
/// Reads rows out of CSV: one line per row, the fields in the order of the function's parameters. An empty field is NULL,
/// also one of blanks where no text belongs. Lines with nothing in them are skipped, except for functions of one
/// parameter, to which they are NULL.
/// </summary>
ref struct CsvRows
{
    readonly RequestRows _rows;
    readonly RowColumn[] _columns;
    CsvFields _fields;
    byte[] _scratch = [];

    CsvRows(ReadOnlySpan<byte> body, RequestRows rows)
    {
        _rows = rows;
        _columns = rows.Layout.Columns;
        _fields = new(body);
    }

    /// <param name="mayHaveHeader">Whether the first line may hold names: it does where it names the parameters, or reads as no row.</param>
    public static void Read(ReadOnlySpan<byte> body, RequestRows rows, bool mayHaveHeader)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body["\uFEFF"u8.Length..];
        if (mayHaveHeader)
            body = body[HeaderLength(body, rows)..];
        var reader = new CsvRows(body, rows);
        while (reader.ReadRow())
        {
        }
    }

    static int HeaderLength(ReadOnlySpan<byte> body, RequestRows rows)
    {
        if (NamesParameters(body, rows.Layout, out var length) || rows.Layout.HasTypedColumns && !ReadsAsRow(body, rows))
            return length;
        return 0;
    }

    static bool ReadsAsRow(ReadOnlySpan<byte> body, RequestRows rows)
    {
        try
        {
            return new CsvRows(body, rows).ReadRow();
        }
        catch (SqlInferenceException)
        {
            return false;
        }
        finally
        {
            rows.Restart();
        }
    }

    /// <param name="length">Of the first line.</param>
    static bool NamesParameters(ReadOnlySpan<byte> body, RowLayout layout, out int length)
    {
        var fields = new CsvFields(body);
        var all = true;
        var count = 0;
        CsvStatus status;
        do
        {
            status = fields.Read();
            var name = count < layout.Columns.Length ? layout.Columns[count].Utf8Name : [];
            all &= status == CsvStatus.Field && Ascii.EqualsIgnoreCase(CellParser.Trim(fields.Raw), name);
            count++;
        }
        while (status == CsvStatus.Field && !fields.EndsRow);

        length = fields.Consumed;
        return all && count == layout.Columns.Length;
    }

    bool ReadRow()
    {
        var status = _fields.Read();
        while (status == CsvStatus.Field && IsBlankLine())
            status = _fields.Read();
        if (status == CsvStatus.End)
            return false;

        _rows.BeginRow();
        var row = _rows.RowCount + 1;
        var seen = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            for (var element = 0; element < _columns[column].Fields; element++)
            {
                if (seen > 0)
                    status = _fields.EndsRow ? throw RowErrors.FieldCount(_rows.Layout, row, seen) : _fields.Read();
                if (status != CsvStatus.Field)
                    throw RowErrors.Quote(row, status);
                seen++;
                ReadField(column, element, row);
            }
        }

        if (!_fields.EndsRow)
            throw RowErrors.FieldCount(_rows.Layout, row, seen + CountRest(row));
        _rows.EndRow();
        return true;
    }

    readonly bool IsBlankLine() => _fields is { IsNull: true, EndsRow: true } && _rows.Layout.FieldCount > 1;

    int CountRest(int row)
    {
        var count = 0;
        do
        {
            if (_fields.Read() is var status and not CsvStatus.Field)
                throw RowErrors.Quote(row, status);
            count++;
        }
        while (!_fields.EndsRow);
        return count;
    }

    void ReadField(int column, int element, int row)
    {
        var into = _rows.Column(column);
        if (into.Type.Element == ElementType.Utf8)
            ReadText(into, column);
        else if (!_fields.IsQuoted && CellParser.Trim(_fields.Raw).IsEmpty)
            // A list with a missing element is missing as a whole.
            into.SetNull(_rows.RowInBlock);
        else if (CellParser.Read(_fields.Raw, into, _rows.Place(column, element)) is var result and not CellResult.Read)
            throw RowErrors.Value(_columns[column], row, _fields.Raw, result);
    }

    void ReadText(ColumnBuffer into, int column)
    {
        if (_fields.IsNull)
        {
            _rows.SetNull(column);
            return;
        }

        var text = _fields.Unescape(ref _scratch);
        if (!Utf8.IsValid(text))
            throw RowErrors.NotUtf8();
        into.AppendText(text);
    }
}
