using System.Runtime.ExceptionServices;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Batching;

/// <summary>
/// A long request on its way through the backend in slices, each with a turn of its own. Where places are free and
/// nobody waits for them, several slices run at once.
/// </summary>
sealed class SlicedRun(Batcher batcher, Places places, ColumnBatch input, ResultColumns results, RequestContext context)
{
    readonly Lock _lock = new();
    readonly List<Task> _helpers = [];

    // Answers of slices that were ahead of their turn. Text can only be written in order.
    readonly Dictionary<int, BatchPart> _ahead = [];
    int _next;
    int _written;
    bool _failed;
    ExceptionDispatchInfo? _failure;

    public async ValueTask RunAsync()
    {
        await WorkAsync().ConfigureAwait(false);
        // No new helper comes once everything is taken or something has failed.
        foreach (var helper in _helpers)
            await helper.ConfigureAwait(false);
        foreach (var part in _ahead.Values)
            part.Dispose();
        _failure?.Throw();
    }

    async Task HelpAsync()
    {
        await Task.Yield();
        await WorkAsync().ConfigureAwait(false);
    }

    async ValueTask WorkAsync()
    {
        BatchPart? part = null;
        try
        {
            while (TryTake(out var start, out var rows))
            {
                part ??= new(input, results);
                part.Take(start, rows);
                await batcher.RunSliceAsync(part.Input, part.Results, context).ConfigureAwait(false);
                part = Write(part, start);
                // Whatever else the pool has to do comes between two slices.
                if (Thread.CurrentThread.IsThreadPoolThread)
                    await Task.Yield();
            }
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _failed = true;
                _failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        finally
        {
            part?.Dispose();
        }
    }

    bool TryTake(out int start, out int rows)
    {
        lock (_lock)
        {
            start = _next;
            rows = 0;
            if (_failed || start == input.RowCount)
                return false;
            rows = places.NextSlice(input.RowCount - start, out var mayOverlap);
            rows = Math.Min(rows, input.RowCount - start);
            _next += rows;
            if (mayOverlap && _next < input.RowCount)
                _helpers.Add(HelpAsync());
            return true;
        }
    }

    /// <summary>Hands out the answers of a slice.</summary>
    /// <returns>The part, for the next slice, or null where it is still needed.</returns>
    BatchPart? Write(BatchPart part, int start)
    {
        lock (_lock)
        {
            if (start != _written && HasText(part.Results))
            {
                _ahead.Add(start, part);
                return null;
            }

            WriteNow(part, start);
            while (_ahead.Remove(_written, out var next))
            {
                WriteNow(next, _written);
                next.Dispose();
            }

            return part;
        }
    }

    void WriteNow(BatchPart part, int start)
    {
        part.WriteTo(results, input.RowCount, start, first: _written == 0);
        _written += part.Input.RowCount;
    }

    static bool HasText(ResultColumns answers)
    {
        for (var output = 0; output < answers.Count; output++)
        {
            if (answers[output]?.Type.Element == ElementType.Utf8)
                return true;
        }

        return false;
    }
}
