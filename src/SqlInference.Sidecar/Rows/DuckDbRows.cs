using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Types;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Rows;

/// <summary>
/// The rows of a query of the engine, encoded from its chunks straight into the output. Nothing is computed that the client
/// has not asked for: the engine is a chunk ahead of it, and waits.
/// </summary>
sealed class DuckDbRows : RowSource
{
    readonly DuckDbResult _result;
    readonly IDisposable? _owner;
    readonly Func<long, string> _tag;
    readonly ValueWriter[] _writers;
    readonly DuckDbVector[] _vectors;
    int _next;
    bool _isAtEnd;

    /// <param name="owner">Disposed of with the rows; null for none but the result itself.</param>
    /// <param name="described">What the client was told of the columns before the query ran; null if it was not.</param>
    public DuckDbRows(
        DuckDbResult result, Func<long, string> tag, FormatCodes formats, SessionZone zone, IReadOnlyList<OutputColumn>? described = null, IDisposable? owner = null)
    {
        _result = result;
        _owner = owner;
        _tag = tag;
        Columns = described ?? OutputColumn.Of(result.Columns);
        CheckFormats(formats);
        _writers = [.. result.Columns.Select((column, i) => WriterFor(column.Type, Columns[i].Type.Oid, formats[i], zone))];
        _vectors = new DuckDbVector[_writers.Length];
    }

    public override IReadOnlyList<OutputColumn> Columns { get; }

    public override bool IsAtEnd => _isAtEnd;

    public override async ValueTask<long> WriteAsync(MessageWriter output, long most, CancellationToken cancellation)
    {
        var written = 0L;
        while (written < most && !_isAtEnd)
        {
            if (_next == _result.RowCount && !NextChunk())
                break;
            written += WriteChunk(output, most - written);
            if (!await output.FlushAsync(cancellation).ConfigureAwait(false))
                throw new ClientGoneException();
        }

        return written;
    }

    public override string Tag(long rows) => _tag(rows);

    public override void Dispose()
    {
        _result.Dispose();
        _owner?.Dispose();
    }

    bool NextChunk()
    {
        _next = 0;
        do
        {
            if (!_result.Read())
            {
                _isAtEnd = true;
                return false;
            }
        }
        while (_result.RowCount == 0);
        for (var column = 0; column < _vectors.Length; column++)
            _vectors[column] = _result.VectorOf(column);
        return true;
    }

    int WriteChunk(MessageWriter output, long most)
    {
        var writer = new RowWriter(output.Output);
        var first = _next;
        var end = _next + (int)Math.Min(_result.RowCount - _next, most);
        var (writers, vectors) = (_writers, _vectors);
        for (; _next < end && writer.Written < FlushBytes; _next++)
        {
            writer.BeginRow(writers.Length);
            for (var column = 0; column < writers.Length; column++)
            {
                ref readonly var vector = ref vectors[column];
                if (!vector.IsValid(_next))
                {
                    writer.Null();
                    continue;
                }

                writer.BeginField();
                writers[column](vector, _next, ref writer);
                writer.EndField();
            }

            writer.EndMessage();
        }

        writer.Complete();
        return _next - first;
    }

    ValueWriter WriterFor(DuckDbType type, uint described, ValueFormat format, SessionZone zone)
    {
        var oid = TypeMap.OidOf(type);
        if (oid == described)
            return format == ValueFormat.Text ? TextValues.For(type, zone, _result) : BinaryValues.For(type, zone, _result);
        // The client takes text, of which everything has some.
        if (described == TypeOid.Text)
            return TextValues.For(type, zone, _result);
        throw new StatementException("0A000", "cached plan must not change result type");
    }

    void CheckFormats(FormatCodes formats)
    {
        if (!formats.Fit(Columns.Count))
            throw new StatementException(SqlStates.ProtocolViolation, $"bind message has {formats.Count} result formats but query has {Columns.Count} columns");
    }
}
