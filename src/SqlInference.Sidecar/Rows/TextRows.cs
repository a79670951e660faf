using System.Text;
using SqlInference.PostgresWire.Framing;
using SqlInference.Service.Statements;

namespace SqlInference.Sidecar.Rows;

/// <summary>A few rows of text that are in memory.</summary>
sealed class TextRows(IReadOnlyList<OutputColumn> columns, IReadOnlyList<IReadOnlyList<string?>> rows, string tag) : RowSource
{
    int _next;

    public override IReadOnlyList<OutputColumn> Columns => columns;

    public override bool IsAtEnd => _next == rows.Count;

    public static TextRows Of(StatementResult result) => new([.. result.Columns.Select(OutputColumn.Text)], result.Rows, result.Tag);

    public static TextRows One(string column, string value, string tag) => new([OutputColumn.Text(column)], [[value]], tag);

    public override ValueTask<long> WriteAsync(MessageWriter output, long most, CancellationToken cancellation)
    {
        var writer = new RowWriter(output.Output);
        var written = 0;
        for (; written < most && _next < rows.Count; written++)
        {
            var row = rows[_next++];
            writer.BeginRow(row.Count);
            foreach (var value in row)
            {
                if (value is null)
                {
                    writer.Null();
                    continue;
                }

                writer.BeginField();
                writer.Bytes(Encoding.UTF8.GetBytes(value));
                writer.EndField();
            }

            writer.EndMessage();
        }

        writer.Complete();
        return ValueTask.FromResult<long>(written);
    }

    public override string Tag(long rows) => tag;

    public override void Dispose()
    {
        // There is nothing to let go of.
    }
}
