using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Registry.Training;

/// <summary>Comma-separated rows (RFC 4180) under a line with the names of the columns. An empty field without quotes is NULL.</summary>
sealed class CsvTrainingBody(BodyReader reader, IReadOnlyList<string>? types) : TextTrainingBody(reader, types)
{
    byte[] _scratch = [];
    bool _midRow;
    int _column;

    protected override IReadOnlyList<(string Name, string LooksLike)>? FindColumns()
    {
        var names = new List<(string, string)>();
        var fields = new CsvFields(Unread, IsFinal);
        while (true)
        {
            switch (fields.Read())
            {
                case CsvStatus.NeedMore:
                    return null;
                case CsvStatus.End:
                    throw UploadErrors.Malformed("The training data is empty: its first line names the columns.");
                case CsvStatus.Field:
                    names.Add((Encoding.UTF8.GetString(fields.Unescape(ref _scratch)).Trim(), ColumnTypes.Default));
                    break;
                case var status:
                    throw Broken(status, "The first line");
            }

            if (!fields.EndsRow)
                continue;
            Consume(fields.Consumed);
            return names;
        }
    }

    protected override bool ReadRows()
    {
        var fields = new CsvFields(Unread, IsFinal, _midRow);
        var done = false;
        while (!done && !BatchIsFull)
        {
            switch (fields.Read())
            {
                case CsvStatus.Field:
                    Take(ref fields);
                    break;
                case CsvStatus.NeedMore:
                    Keep(fields);
                    return false;
                case CsvStatus.End:
                    done = true;
                    break;
                case var status:
                    throw Broken(status, $"Row {Row + 1}");
            }
        }

        Keep(fields);
        return true;
    }

    void Take(ref CsvFields fields)
    {
        if (_column == Columns.Length)
            throw UploadErrors.FieldCount(Row + 1, _column + 1, Columns.Length);
        var column = Columns[_column++];
        if (fields.IsNull)
            SetNull(column);
        else if (column.IsText)
            SetText(column, fields.Unescape(ref _scratch));
        else
            SetValue(column, fields.Raw);

        if (!fields.EndsRow)
            return;
        if (_column < Columns.Length)
            throw UploadErrors.FieldCount(Row + 1, _column, Columns.Length);
        _column = 0;
        EndRow();
    }

    void Keep(in CsvFields fields)
    {
        _midRow = fields.MidRow;
        Consume(fields.Consumed);
    }

    static SqlInferenceException Broken(CsvStatus status, string place) => UploadErrors.Malformed(status == CsvStatus.UnclosedQuote
        ? $"{place} of the training data has a quote that is never closed."
        : $"{place} of the training data has text behind a closing quote.");
}
