using System.Buffers;
using System.Text;

namespace SqlInference.Cli.Output;

/// <summary>A few rows of text, in one chunk.</summary>
sealed class TextRows(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows) : ResultRows
{
    bool _read;

    public override IReadOnlyList<ResultColumn> Columns { get; } = [.. columns.Select(name => new ResultColumn(name, IsNumber: false))];

    public override int RowCount => _read ? rows.Count : 0;

    public override bool Read() => !_read && (_read = true);

    public override bool IsNull(int column, int row) => rows[row][column] == null;

    public override void WriteText(int column, int row, IBufferWriter<byte> utf8)
    {
        if (rows[row][column] is { } text)
            Encoding.UTF8.GetBytes(text, utf8);
    }

    public override void WriteJson(int column, int row, IBufferWriter<byte> utf8)
    {
        if (rows[row][column] is { } text)
            JsonFormat.WriteString(text, utf8);
        else
            utf8.Write("null"u8);
    }
}
