using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Rows;

/// <summary>The rows of a statement, computed as they are written. Used by one session.</summary>
abstract class RowSource : IDisposable
{
    /// <summary>Bytes after which what was written is sent, and the client waited for.</summary>
    public const int FlushBytes = 64 * 1024;

    public abstract IReadOnlyList<OutputColumn> Columns { get; }

    /// <summary>There are no more rows than have been written.</summary>
    public abstract bool IsAtEnd { get; }

    /// <summary>Writes up to so many rows and answers how many.</summary>
    public abstract ValueTask<long> WriteAsync(MessageWriter output, long most, CancellationToken cancellation);

    /// <summary>What the statement says when it is done, having given so many rows.</summary>
    public abstract string Tag(long rows);

    public abstract void Dispose();
}
