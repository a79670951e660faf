using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Copying;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.PgCatalog;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Sessions;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Copying;

/// <summary>COPY … TO STDOUT: rows encoded from the engine's chunks, a message each.</summary>
sealed class CopyOut(SessionContext session, CopyStatement copy)
{
    readonly CopyOptions _options = copy.Options;
    readonly byte[] _null = Encoding.UTF8.GetBytes(copy.Options.NullText);
    readonly SearchValues<byte> _special = SearchValues.Create(
        copy.Options.Format == CopyFormat.Csv
            ? [copy.Options.Delimiter, copy.Options.Quote, (byte)'\r', (byte)'\n']
            : [copy.Options.Delimiter, (byte)'\\', (byte)'\r', (byte)'\n', (byte)'\t', (byte)'\b', (byte)'\f', (byte)'\v']);

    // In one message with the first row, as clients expect it.
    bool _headerIsSent;

    static byte[] BinaryHeader => [.. BinaryCopyInput.Signature, 0, 0, 0, 0, 0, 0, 0, 0];

    bool IsBinary => _options.Format == CopyFormat.Binary;

    public async ValueTask<string> RunAsync(CancellationToken cancellation)
    {
        using var result = session.Connection.Query(EngineSql.Of(Query()), cancellation);
        var writers = result.Columns.Select(column => IsBinary
            ? BinaryValues.For(column.Type, session.Settings.Zone, result)
            : TextValues.For(column.Type, session.Settings.Zone, result)).ToArray();
        var vectors = new DuckDbVector[writers.Length];
        session.Output.Write(new CopyResponse(IsToClient: true, IsBinary ? ValueFormat.Binary : ValueFormat.Text, writers.Length));
        WriteHeader(result);
        var rows = 0L;
        while (result.Read())
        {
            for (var column = 0; column < vectors.Length; column++)
                vectors[column] = result.VectorOf(column);
            for (var row = 0; row < result.RowCount;)
            {
                row = WriteRows(row, result.RowCount, writers, vectors);
                if (!await session.Output.FlushAsync(cancellation).ConfigureAwait(false))
                    throw new ClientGoneException();
            }

            rows += result.RowCount;
        }

        if (IsBinary)
            session.Output.Write((byte)BackendCode.CopyData, [.. _headerIsSent ? [] : BinaryHeader, 0xFF, 0xFF]);
        session.Output.Write(BareMessage.CopyDone);
        return string.Create(CultureInfo.InvariantCulture, $"COPY {rows}");
    }

    string Query() => copy.Query ?? $"SELECT {(copy.Columns is { } columns ? string.Join(", ", columns.Select(SqlText.Identifier)) : "*")} FROM {copy.Table}";

    void WriteHeader(DuckDbResult result)
    {
        if (IsBinary || !_options.HasHeader)
            return;
        var writer = new RowWriter(session.Output.Output);
        writer.BeginMessage(BackendCode.CopyData);
        for (var column = 0; column < result.Columns.Count; column++)
        {
            if (column > 0)
                writer.Bytes([_options.Delimiter]);
            var start = writer.Used;
            writer.Bytes(Encoding.UTF8.GetBytes(result.Columns[column].Name));
            Protect(start, ref writer, isOnly: false);
        }

        writer.Bytes("\n"u8);
        writer.EndMessage();
        writer.Complete();
    }

    /// <summary>Writes as many as are worth sending; answers which comes next.</summary>
    int WriteRows(int row, int end, ValueWriter[] writers, DuckDbVector[] vectors)
    {
        var writer = new RowWriter(session.Output.Output);
        for (; row < end && writer.Written < RowSource.FlushBytes; row++)
        {
            writer.BeginMessage(BackendCode.CopyData);
            if (IsBinary)
                WriteBinary(row, writers, vectors, ref writer);
            else
                WriteText(row, writers, vectors, ref writer);
            writer.EndMessage();
        }

        writer.Complete();
        return row;
    }

    void WriteBinary(int row, ValueWriter[] writers, DuckDbVector[] vectors, ref RowWriter writer)
    {
        if (!_headerIsSent)
            writer.Bytes(BinaryHeader);
        _headerIsSent = true;
        BinaryPrimitives.WriteInt16BigEndian(writer.Span(sizeof(short)), (short)writers.Length);
        writer.Advance(sizeof(short));
        for (var column = 0; column < writers.Length; column++)
        {
            if (!vectors[column].IsValid(row))
            {
                writer.Null();
                continue;
            }

            writer.BeginField();
            writers[column](vectors[column], row, ref writer);
            writer.EndField();
        }
    }

    void WriteText(int row, ValueWriter[] writers, DuckDbVector[] vectors, ref RowWriter writer)
    {
        for (var column = 0; column < writers.Length; column++)
        {
            if (column > 0)
                writer.Bytes([_options.Delimiter]);
            if (!vectors[column].IsValid(row))
            {
                writer.Bytes(_null);
                continue;
            }

            var start = writer.Used;
            writers[column](vectors[column], row, ref writer);
            Protect(start, ref writer, isOnly: writers.Length == 1);
        }

        writer.Bytes("\n"u8);
    }

    /// <summary>Has a value that was written read back as what it is.</summary>
    void Protect(int start, ref RowWriter writer, bool isOnly)
    {
        var value = writer.Since(start);
        var isCsv = _options.Format == CopyFormat.Csv;
        var couldBeMisread = isCsv && (value.SequenceEqual(_null) || (isOnly && value.SequenceEqual("\\."u8)));
        if (!couldBeMisread && !value.ContainsAny(_special))
            return;
        var copied = value.ToArray();
        writer.Rewind(start);
        var output = writer.Span(2 * copied.Length + 2);
        writer.Advance(isCsv ? Quote(copied, output) : Escape(copied, output));
    }

    int Quote(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var at = 0;
        output[at++] = _options.Quote;
        foreach (var b in value)
        {
            if (b == _options.Quote || b == _options.Escape)
                output[at++] = _options.Escape;
            output[at++] = b;
        }

        output[at++] = _options.Quote;
        return at;
    }

    int Escape(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var at = 0;
        foreach (var b in value)
        {
            var letter = (char)b switch { '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', '\v' => 'v', '\\' => '\\', _ => '\0' };
            if (letter != '\0' || b == _options.Delimiter)
                output[at++] = (byte)'\\';
            output[at++] = letter == '\0' ? b : (byte)letter;
        }

        return at;
    }
}
