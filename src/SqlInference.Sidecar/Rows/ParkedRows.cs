using System.Buffers.Binary;
using System.IO.Pipelines;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Rows;

/// <summary>
/// The rest of a query's rows, read to its end because the session needs its connection for something else while a cursor
/// is still open. They wait as they will be sent: in memory as long as they are few, else in a temporary file.
/// </summary>
sealed class ParkedRows : RowSource
{
    const int MemoryBytes = 4 << 20;

    readonly Func<long, string> _tag;
    readonly Stream _rows;

    ParkedRows(RowSource source, Stream rows)
    {
        _tag = source.Tag;
        _rows = rows;
        Columns = source.Columns;
    }

    public override IReadOnlyList<OutputColumn> Columns { get; }

    public override bool IsAtEnd => _rows.Position == _rows.Length;

    /// <summary>Takes over the rows that are left, and disposes of their source.</summary>
    public static async ValueTask<ParkedRows> ParkAsync(RowSource source, CancellationToken cancellation)
    {
        using (source)
        {
            Stream rows = new MemoryStream();
            var pipe = PipeWriter.Create(new Spilling(rows, MemoryBytes, spilled => rows = spilled));
            var output = new MessageWriter(pipe);
            while (!source.IsAtEnd)
            {
                await source.WriteAsync(output, long.MaxValue, cancellation).ConfigureAwait(false);
                await output.FlushAsync(cancellation).ConfigureAwait(false);
            }

            await pipe.CompleteAsync().ConfigureAwait(false);
            rows.Position = 0;
            return new(source, rows);
        }
    }

    public override async ValueTask<long> WriteAsync(MessageWriter output, long most, CancellationToken cancellation)
    {
        var written = 0L;
        var unsent = 0;
        for (; written < most && !IsAtEnd; written++)
        {
            unsent += CopyRow(output);
            if (unsent < FlushBytes)
                continue;
            unsent = 0;
            if (!await output.FlushAsync(cancellation).ConfigureAwait(false))
                throw new Errors.ClientGoneException();
        }

        return written;
    }

    public override string Tag(long rows) => _tag(rows);

    public override void Dispose() => _rows.Dispose();

    int CopyRow(MessageWriter output)
    {
        Span<byte> header = stackalloc byte[Message.HeaderLength];
        _rows.ReadExactly(header);
        var length = BinaryPrimitives.ReadInt32BigEndian(header[1..]) + 1;
        var row = output.Output.GetSpan(length)[..length];
        header.CopyTo(row);
        _rows.ReadExactly(row[Message.HeaderLength..]);
        output.Output.Advance(length);
        return length;
    }

    /// <summary>Writes to memory and, when that has become too much, to a file that is gone when it is closed.</summary>
    sealed class Spilling(Stream target, int memoryBytes, Action<Stream> spilled) : Stream
    {
        Stream _target = target;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _target.Length;

        public override long Position { get => _target.Position; set => throw new NotSupportedException(); }

        public override void Flush()
        {
            // Nothing is buffered here.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (_target is MemoryStream && _target.Length + count > memoryBytes)
                Spill();
            _target.Write(buffer, offset, count);
        }

        void Spill()
        {
            var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            _target.Position = 0;
            _target.CopyTo(file);
            _target = file;
            spilled(file);
        }
    }
}
