using System.Buffers;
using System.Text;
using SqlInference.Service.Statements;

namespace SqlInference.Cli.Output;

/// <summary>What a statement of ours answers: a few rows of text, in one chunk.</summary>
sealed class StatementRows(StatementResult result) : ResultRows
{
    bool _read;

    public override IReadOnlyList<ResultColumn> Columns { get; } =
        [.. result.Columns.Select(name => new ResultColumn(name, IsNumber: false))];

    public override int RowCount => _read ? result.Rows.Count : 0;

    public override bool Read() => !_read && (_read = true);

    public override bool IsNull(int column, int row) => result.Rows[row][column] == null;

    public override void WriteText(int column, int row, IBufferWriter<byte> utf8)
    {
        if (result.Rows[row][column] is { } text)
            Encoding.UTF8.GetBytes(text, utf8);
    }

    public override void WriteJson(int column, int row, IBufferWriter<byte> utf8)
    {
        if (result.Rows[row][column] is { } text)
            JsonFormat.WriteString(text, utf8);
        else
            utf8.Write("null"u8);
    }
}
