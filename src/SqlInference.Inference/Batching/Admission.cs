using System.Globalization;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Batching;

/// <summary>
/// What may wait for one model: so many requests, rows and bytes. Where nothing waits, one request is let in however
/// large it is. Not thread-safe: the batcher's lock guards it.
/// </summary>
sealed class Admission(string model, ScoringOptions options)
{
    static readonly TimeSpan LeastRetryAfter = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan MostRetryAfter = TimeSpan.FromMinutes(1);

    int _requests;

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>What a request holds in memory until it is answered, its answer aside.</summary>
    public static unsafe long BytesOf(ColumnBatch input)
    {
        long bytes = 0;
        for (var column = 0; column < input.ColumnCount; column++)
        {
            ref readonly var view = ref input[column];
            bytes += (long)input.RowCount * view.Type.Element.Width() * view.Type.ElementsPerRow;
            if (view.Type.Element == ElementType.Utf8 && input.RowCount > 0)
                bytes += ((int*)view.Values)[input.RowCount] - ((int*)view.Values)[0];
        }

        return bytes;
    }

    /// <summary>Null where the request is let in; otherwise why it is not.</summary>
    public string? TryEnter(int rows, long bytes)
    {
        if (WhyFull(rows, bytes) is { } why)
            return why;
        if (options.Budget?.TryTake(bytes) == false)
        {
            return Invariant(
                $"All models have {options.Budget.HeldBytes} bytes waiting; {bytes} more for model '{model}' go beyond their limit of {options.Budget.MaxBytes}.");
        }

        _requests++;
        Rows += rows;
        Bytes += bytes;
        return null;
    }

    public void Leave(int rows, long bytes)
    {
        _requests--;
        Rows -= rows;
        Bytes -= bytes;
        options.Budget?.Return(bytes);
    }

    /// <param name="drainSeconds">What the model needs for all that waits; zero where it is not known.</param>
    public static QueueFullException TurnAway(string why, double drainSeconds)
    {
        var wait = drainSeconds > 0 ? TimeSpan.FromSeconds(Math.Min(drainSeconds, MostRetryAfter.TotalSeconds)) : TimeSpan.FromSeconds(1);
        return new(why, "Retry later, or raise MAX_CONCURRENCY if the machine has room.", wait < LeastRetryAfter ? LeastRetryAfter : wait);
    }

    string? WhyFull(int rows, long bytes)
    {
        if (_requests == 0)
            return options.MaxQueuedRequests > 0 ? null : Invariant($"Model '{model}' has 0 requests waiting and takes no more.");
        if (_requests >= options.MaxQueuedRequests)
            return Invariant($"Model '{model}' has {_requests} requests waiting and takes no more.");
        if (Rows + rows > options.MaxQueuedRows)
            return Invariant($"Model '{model}' has {Rows} rows waiting; {rows} more go beyond its limit of {options.MaxQueuedRows}.");
        if (Bytes + bytes > options.MaxQueuedBytes)
            return Invariant($"Model '{model}' has {Bytes} bytes waiting; {bytes} more go beyond its limit of {options.MaxQueuedBytes}.");
        return null;
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
