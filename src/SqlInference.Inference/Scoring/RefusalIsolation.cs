using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Statistics;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// ON_ERROR 'null': where a batch fails, halves it until the rows that the model refuses stand alone, and answers those
/// with NULL.
/// </summary>
sealed class RefusalIsolation(Batcher batcher, ModelSignature signature, ModelStatistics statistics)
{
    public async ValueTask RunAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        try
        {
            await batcher.RunAsync(input, results, context).ConfigureAwait(false);
        }
        catch (SqlInferenceException exception) when (ScoringErrors.IsRefusal(exception))
        {
            await IsolateAsync(input, results, context).ConfigureAwait(false);
        }
    }

    async ValueTask IsolateAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        using var answered = new ResultColumns(results);
        var sources = new int[input.RowCount];
        var answeredCount = 0;

        // The stack is emptied from the left end of the request to the right, so answers can be appended. The whole of
        // it failed already, but may have failed for the company it was batched in: trying it again costs one call.
        var ranges = new Stack<(int Start, int Count)>([(0, input.RowCount)]);
        while (ranges.TryPop(out var range))
        {
            using var part = new BatchPart(input, results);
            part.Take(range.Start, range.Count);
            try
            {
                await batcher.RunAsync(part.Input, part.Results, context).ConfigureAwait(false);
            }
            catch (SqlInferenceException exception) when (ScoringErrors.IsRefusal(exception))
            {
                if (range.Count > 1)
                {
                    ranges.Push((range.Start + range.Count / 2, range.Count - range.Count / 2));
                    ranges.Push((range.Start, range.Count / 2));
                }
                else
                {
                    sources[range.Start] = RowSelection.Null;
                    statistics.RowRefused();
                }

                continue;
            }

            part.WriteTo(answered, input.RowCount, answeredCount, first: answeredCount == 0);
            for (var row = 0; row < range.Count; row++)
                sources[range.Start + row] = answeredCount++;
        }

        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] is not { } buffer)
                continue;
            if (answeredCount == 0)
                answered[output]!.Reset(signature.Outputs[output].Type, 0);
            buffer.Gather(answered[output]!.View, sources);
        }
    }
}
