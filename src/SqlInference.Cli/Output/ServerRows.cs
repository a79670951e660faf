using System.Buffers;
using System.Text;
using SqlInference.Engines.Servers;

namespace SqlInference.Cli.Output;

/// <summary>What a query answers on a database server, in the server's own words.</summary>
sealed class ServerRows(ServerResult result) : ResultRows
{
    public override IReadOnlyList<ResultColumn> Columns { get; } =
        [.. result.Columns.Select(column => new ResultColumn(column.Name, column.Kind == ServerColumnKind.Number))];

    public override int RowCount => result.RowCount;

    public override bool Read() => result.Read();

    public override bool IsNull(int column, int row) => result.Text(column, row) is null;

    public override void WriteText(int column, int row, IBufferWriter<byte> utf8)
    {
        if (result.Text(column, row) is { } text)
            Encoding.UTF8.GetBytes(text, utf8);
    }

    public override void WriteJson(int column, int row, IBufferWriter<byte> utf8)
    {
        var text = result.Text(column, row);
        switch (result.Columns[column].Kind)
        {
            case var _ when text is null:
                utf8.Write("null"u8);
                break;
            case ServerColumnKind.Boolean:
                utf8.Write(text is "t" or "1" ? "true"u8 : "false"u8);
                break;
            case ServerColumnKind.Json:
            case ServerColumnKind.Number when char.IsAsciiDigit(text[^1]):
                // A document is one line here, as every row is.
                Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" "), utf8);
                break;
            default:
                JsonFormat.WriteString(text, utf8);
                break;
        }
    }
}
