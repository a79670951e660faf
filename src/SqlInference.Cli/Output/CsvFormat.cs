using System.Buffers;
using System.Text;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Output;

/// <summary>
/// CSV as RFC 4180 has it, but with the line ends of Unix: a header, NULL as an empty field, the empty text as
/// <c>""</c>. A blank line stands between results.
/// </summary>
sealed class CsvFormat(OutputBuffer output) : IResultFormat
{
    static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    readonly ArrayBufferWriter<byte> _field = new();
    bool _hasShown;

    public void Show(ResultRows rows)
    {
        if (_hasShown)
            output.Append((byte)'\n');
        _hasShown = true;
        WriteHeader(rows.Columns);
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
                WriteRow(rows, row);
            output.Flush();
        }
    }

    public void ShowPlan(ResultRows rows) => Show(rows);

    public void ShowTag(string tag)
    {
    }

    void WriteHeader(IReadOnlyList<ResultColumn> columns)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            if (column > 0)
                output.Append((byte)',');
            WriteField(Encoding.UTF8.GetBytes(columns[column].Name));
        }

        EndLine();
    }

    void WriteRow(ResultRows rows, int row)
    {
        for (var column = 0; column < rows.Columns.Count; column++)
        {
            if (column > 0)
                output.Append((byte)',');
            if (rows.IsNull(column, row))
                continue;
            _field.ResetWrittenCount();
            rows.WriteText(column, row, _field);
            WriteField(_field.WrittenSpan);
        }

        EndLine();
    }

    void WriteField(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 0 && !utf8.ContainsAny(Special))
        {
            output.Write(utf8);
            return;
        }

        output.Append((byte)'"');
        for (var quote = utf8.IndexOf((byte)'"'); quote >= 0; quote = utf8.IndexOf((byte)'"'))
        {
            output.Write(utf8[..(quote + 1)]);
            output.Append((byte)'"');
            utf8 = utf8[(quote + 1)..];
        }

        output.Write(utf8);
        output.Append((byte)'"');
    }

    void EndLine()
    {
        output.Append((byte)'\n');
        output.FlushIfFull();
    }
}
