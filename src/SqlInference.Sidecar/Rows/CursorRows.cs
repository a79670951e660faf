using System.Globalization;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Rows;

/// <summary>The next so many rows of a cursor, which keeps the others.</summary>
sealed class CursorRows(RowSource cursor, long count) : RowSource
{
    long _left = count;

    public override IReadOnlyList<OutputColumn> Columns => cursor.Columns;

    public override bool IsAtEnd => _left == 0 || cursor.IsAtEnd;

    public override async ValueTask<long> WriteAsync(MessageWriter output, long most, CancellationToken cancellation)
    {
        var written = await cursor.WriteAsync(output, Math.Min(most, _left), cancellation).ConfigureAwait(false);
        _left -= written;
        return written;
    }

    public override string Tag(long rows) => string.Create(CultureInfo.InvariantCulture, $"FETCH {rows}");

    public override void Dispose()
    {
        // The cursor stays open.
    }
}
