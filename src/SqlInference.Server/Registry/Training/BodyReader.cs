using System.Buffers;
using System.IO.Pipelines;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Registry.Training;

/// <summary>
/// Reads a request's body in the pieces that a format asks for. Reading no faster than the rows are used is what holds
/// the client back.
/// </summary>
sealed class BodyReader(PipeReader pipe) : IDisposable
{
    TimeSpan _silence = Timeout.InfiniteTimeSpan;
    CancellationTokenSource? _silent;
    CancellationTokenSource? _stop;

    /// <summary>Bytes of the body that have been used.</summary>
    public long Position { get; private set; }

    public void Watch(TimeProvider time, TimeSpan silence, CancellationToken stop)
    {
        _silence = silence;
        _silent = new(Timeout.InfiniteTimeSpan, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop, _silent.Token);
    }

    /// <summary>Fills memory that stays in place. False where the body has ended before its first byte.</summary>
    public async ValueTask<bool> FillAsync(nint target, long length)
    {
        var filled = 0L;
        while (filled < length)
        {
            var read = await ReadAsync().ConfigureAwait(false);
            var taken = Copy(read.Buffer, target + (nint)filled, length - filled);
            filled += taken;
            Position += taken;
            pipe.AdvanceTo(read.Buffer.GetPosition(taken));
            if (filled == length || taken > 0 || !read.IsCompleted)
                continue;
            return filled == 0 ? false : throw Cut();
        }

        return true;
    }

    /// <summary>Adds what has come to a text. False where the body has ended.</summary>
    public async ValueTask<bool> AppendAsync(PooledBytes text)
    {
        var read = await ReadAsync().ConfigureAwait(false);
        foreach (var segment in read.Buffer)
            text.Write(segment.Span);
        Position += read.Buffer.Length;
        var ended = read.IsCompleted && read.Buffer.IsEmpty;
        pipe.AdvanceTo(read.Buffer.End);
        return !ended;
    }

    public void Dispose()
    {
        _stop?.Dispose();
        _silent?.Dispose();
    }

    public Errors.SqlInferenceException Cut() => UploadErrors.Malformed($"The training data ends after {Position} bytes, before its end.");

    async ValueTask<ReadResult> ReadAsync()
    {
        if (pipe.TryRead(out var read))
            return read;
        _silent?.CancelAfter(_silence);
        try
        {
            return await pipe.ReadAsync(_stop?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_silent is { IsCancellationRequested: true })
        {
            throw new OperationCanceledException($"no training rows came for {_silence.TotalSeconds:F0} seconds");
        }
        finally
        {
            _silent?.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    static unsafe long Copy(in ReadOnlySequence<byte> from, nint to, long most)
    {
        var taken = from.Length <= most ? from : from.Slice(0, most);
        taken.CopyTo(new Span<byte>((void*)to, (int)taken.Length));
        return taken.Length;
    }
}
