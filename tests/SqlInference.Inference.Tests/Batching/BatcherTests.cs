using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.Inference.Tests.Scoring;

namespace SqlInference.Inference.Tests.Batching;

public sealed class BatcherTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ModelStatistics _statistics = new();

    [Fact]
    public async Task Request_runs_at_once_on_the_callers_buffers_when_a_place_is_free()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        using var results = Wanted();

        var run = batcher.RunAsync(Rows.Of(Rows.Doubles(1, 2), Rows.Doubles(10, 20)), results, Caller(1));

        Assert.True(run.IsCompletedSuccessfully);
        await run;
        Assert.Equal([11, 22], results[0]!.ToDoubles());
        Assert.Equal(0, _statistics.Snapshot().QueueTime.Count);
    }

    [Fact]
    public async Task Requests_that_wait_are_merged_into_one_batch_and_get_their_own_answers()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var waiting = Enumerable.Range(2, 8).Select(i => Start(batcher, caller: i, i, i + 0.5)).ToList();
        backend.Release();

        await first.Run.WaitAsync(Patience);
        for (var i = 0; i < waiting.Count; i++)
        {
            await waiting[i].Run.WaitAsync(Patience);
            Assert.Equal([i + 2 + 100, i + 2.5 + 100], waiting[i].Results[0]!.ToDoubles());
        }

        Assert.Equal(2, backend.Batches.Count);
        Assert.Equal(16, backend.Batches[1].Length);
        Assert.Equal(8, _statistics.Snapshot().QueueTime.Count);
        Assert.Equal(2, _statistics.Snapshot().Batches);
    }

    [Fact]
    public async Task Merged_batches_stay_within_the_models_batch_size()
    {
        using var backend = new SumBackend(maxBatchRows: 5);
        using var batcher = Batcher(backend);
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var waiting = Enumerable.Range(0, 7).Select(i => Start(batcher, i, 1, 2)).ToList();
        backend.Release();

        await Task.WhenAll(waiting.Select(request => request.Run)).WaitAsync(Patience);
        await first.Run.WaitAsync(Patience);

        Assert.All(backend.Batches, batch => Assert.InRange(batch.Length, 1, 5));
        Assert.Equal([1, 4, 4, 4, 2], backend.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Turns_alternate_between_callers()
    {
        using var backend = new SumBackend(maxBatchRows: 2);
        using var batcher = Batcher(backend);
        backend.Hold();
        var first = Start(batcher, 9, 0);
        List<(Task Run, ResultColumns Results)> waiting = [];
        foreach (var value in new double[] { 11, 12, 13, 14 })
            waiting.Add(Start(batcher, caller: 1, value));
        waiting.Add(Start(batcher, caller: 2, 21));
        backend.Release();

        await Task.WhenAll(waiting.Select(request => request.Run)).WaitAsync(Patience);
        await first.Run.WaitAsync(Patience);

        Assert.Equal([11, 21], backend.Batches[1]);
        Assert.Equal([12, 13], backend.Batches[2]);
    }

    [Fact]
    public async Task Backend_never_sees_more_calls_than_it_has_places()
    {
        using var backend = new SumBackend(concurrency: 3, maxBatchRows: 4);
        using var batcher = Batcher(backend);
        backend.Hold();
        var requests = Enumerable.Range(0, 40).Select(i => Start(batcher, i, i, i)).ToList();
        backend.Release();
        await Task.WhenAll(requests.Select(request => request.Run)).WaitAsync(Patience);

        Assert.Equal(3, backend.MostAtOnce);
        for (var i = 0; i < requests.Count; i++)
            Assert.Equal([i + 100, i + 100], requests[i].Results[0]!.ToDoubles());
    }

    [Fact]
    public async Task Places_can_be_limited_by_the_models_settings()
    {
        using var backend = new SumBackend(concurrency: 3);
        using var batcher = Batcher(backend, new() { MaxConcurrency = 1 });
        backend.Hold();
        var requests = Enumerable.Range(0, 10).Select(i => Start(batcher, i, i)).ToList();
        backend.Release();
        await Task.WhenAll(requests.Select(request => request.Run)).WaitAsync(Patience);

        Assert.Equal(1, backend.MostAtOnce);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Larger_requests_are_split_and_answered_in_order(int maxBatchRows)
    {
        using var backend = new SumBackend(maxBatchRows: maxBatchRows, acceptsNull: true);
        using var batcher = Batcher(backend);
        using var results = new ResultColumns(2, 0, 1);
        var values = Enumerable.Range(0, 200).Select(i => i % 10 == 3 ? null : (double?)i).ToArray();

        await batcher.RunAsync(
            Rows.Of(Rows.Doubles(values), Rows.Doubles([.. values.Select(_ => (double?)0.5)])), results, Caller(1));

        var expected = values.Select(value => (value ?? 1000) + 0.5).ToArray();
        Assert.Equal(expected, results[0]!.ToDoubles().Select(value => value!.Value));
        Assert.Equal(expected.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)), results[1]!.ToTexts());
        Assert.All(backend.Batches, batch => Assert.InRange(batch.Length, 1, maxBatchRows));
    }

    [Fact]
    public async Task Full_queue_turns_requests_away()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend, new() { MaxQueuedRequests = 2 });
        backend.Hold();
        var accepted = Enumerable.Range(0, 3).Select(i => Start(batcher, i, i)).ToList();
        using var results = Wanted();

        var exception = Assert.Throws<QueueFullException>(
            () => { _ = batcher.RunAsync(Rows.Of(Rows.Doubles(1), Rows.Doubles(1)), results, Caller(1)).AsTask(); });

        Assert.Equal(ErrorConditions.QueueFull, exception.Condition);
        Assert.Equal("Model 'm' has 2 requests waiting and takes no more.", exception.Message);
        backend.Release();
        await Task.WhenAll(accepted.Select(request => request.Run)).WaitAsync(Patience);
        await batcher.RunAsync(Rows.Of(Rows.Doubles(1), Rows.Doubles(1)), results, Caller(1));
    }

    [Fact]
    public async Task Cancelled_request_is_answered_while_the_backend_is_still_busy()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        using var source = new CancellationTokenSource();
        backend.Hold();
        var first = Start(batcher, 1, 1);
        using var results = Wanted();
        var waiting = batcher.RunAsync(Rows.Of(Rows.Doubles(5), Rows.Doubles(5)), results, new(2, null, source.Token)).AsTask();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        Assert.False(first.Run.IsCompleted);
        backend.Release();
        await first.Run.WaitAsync(Patience);
        Assert.Single(backend.Batches);
    }

    [Fact]
    public async Task Caller_who_gave_up_may_fill_the_batch_again_before_its_turn_comes()
    {
        using var backend = new SumBackend(maxBatchRows: 4);
        using var batcher = Batcher(backend);
        using var source = new CancellationTokenSource();
        using var results = Wanted();
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var input = Rows.Of(Rows.Doubles(5), Rows.Doubles(5));
        var waiting = batcher.RunAsync(input, results, new(2, null, source.Token)).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        input.RowCount = 1000;
        var next = Start(batcher, 3, 3);
        backend.Release();

        await first.Run.WaitAsync(Patience);
        await next.Run.WaitAsync(Patience);
        Assert.Equal([103], next.Results[0]!.ToDoubles());
    }

    [Fact]
    public async Task Queue_is_not_full_of_requests_that_were_given_up()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend, new() { MaxQueuedRequests = 3 });
        using var source = new CancellationTokenSource();
        using var results = Wanted();
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var kept = Start(batcher, 2, 2);
        var givenUp = Enumerable.Range(0, 2).Select(i => batcher.RunAsync(
            Rows.Of(Rows.Doubles(i), Rows.Doubles(i)), results, new(2 + i, null, source.Token)).AsTask()).ToList();
        await source.CancelAsync();

        var next = Start(batcher, 3, 3);
        var another = Start(batcher, 3, 4);
        backend.Release();

        await Task.WhenAll(first.Run, kept.Run, next.Run, another.Run).WaitAsync(Patience);
        Assert.Equal([102], kept.Results[0]!.ToDoubles());
        Assert.Equal([103], next.Results[0]!.ToDoubles());
        Assert.Equal([104], another.Results[0]!.ToDoubles());
        foreach (var request in givenUp)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.WaitAsync(Patience));
    }

    [Fact]
    public void Request_that_could_not_be_merged_still_hears_its_cancellation()
    {
        using var source = new CancellationTokenSource();
        using var text = Rows.Texts("x");
        using var results = new ResultColumns(1, 0);
        using var batch = new MergedBatch(new([new("text", ElementType.Utf8)], [new("prediction", ElementType.Float64)]));
        // All the text that a column can hold; with one more letter before it, too much.
        int[] offsets = [0, int.MaxValue];
        var largest = new ColumnBatch(1) { RowCount = 1 };
        WaitingRequest small, large;
        unsafe
        {
            fixed (int* start = offsets)
            {
                largest[0] = new(ElementType.Utf8, 1, start, null, (byte*)start);
                small = WaitingRequest.For(Rows.Of(text), results, Caller(1), isSlice: false, 0, 0);
                large = WaitingRequest.For(largest, results, new(2, null, source.Token), isSlice: false, 0, 0);

                Assert.Throws<SqlInferenceException>(() => batch.Merge(new[] { small, large }));
            }
        }

        source.Cancel();

        Assert.True(large.Completion.IsCanceled);
        Assert.False(small.Completion.IsCompleted);
    }

    [Fact]
    public async Task Cancelling_one_request_of_a_running_batch_leaves_the_others_alone()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        using var source = new CancellationTokenSource();
        backend.Hold();
        var first = Start(batcher, 1, 1);
        using var results = Wanted();
        var doomed = batcher.RunAsync(Rows.Of(Rows.Doubles(5), Rows.Doubles(5)), results, new(2, null, source.Token)).AsTask();
        var other = Start(batcher, 3, 7);
        await backend.Arrived.WaitAsync();
        backend.Release();
        await first.Run.WaitAsync(Patience);
        await other.Run.WaitAsync(Patience);
        await source.CancelAsync();

        Assert.Equal([107], other.Results[0]!.ToDoubles());
        await doomed.WaitAsync(Patience);
    }

    [Fact]
    public async Task Failing_request_does_not_take_its_company_down()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var good = Start(batcher, 2, 2);
        var bad = Start(batcher, 3, -1);
        var alsoGood = Start(batcher, 4, 4);
        backend.Release();

        await good.Run.WaitAsync(Patience);
        await alsoGood.Run.WaitAsync(Patience);
        await first.Run.WaitAsync(Patience);
        var exception = await Assert.ThrowsAsync<SqlInferenceException>(() => bad.Run.WaitAsync(Patience));
        Assert.Equal("negative numbers are refused", exception.Message);
        Assert.Equal([104], alsoGood.Results[0]!.ToDoubles());

        using var results = Wanted();
        await batcher.RunAsync(Rows.Of(Rows.Doubles(1), Rows.Doubles(1)), results, Caller(1));
        Assert.Equal([2], results[0]!.ToDoubles());
    }

    [Fact]
    public async Task Merged_batch_computes_only_outputs_that_somebody_wants()
    {
        using var backend = new SumBackend();
        using var batcher = Batcher(backend);
        backend.Hold();
        var first = Start(batcher, 1, 1);
        var numbers = Start(batcher, 2, 2);
        using var both = new ResultColumns(2, 0, 1);
        var texts = batcher.RunAsync(Rows.Of(Rows.Doubles(3), Rows.Doubles(4)), both, Caller(3)).AsTask();
        backend.Release();
        await Task.WhenAll(first.Run, numbers.Run, texts).WaitAsync(Patience);
        Assert.Equal(["7"], both[1]!.ToTexts());
        Assert.Equal([false, true], backend.TextWanted);

        backend.Hold();
        var again = Enumerable.Range(1, 3).Select(i => Start(batcher, i, i)).ToList();
        backend.Release();
        await Task.WhenAll(again.Select(request => request.Run)).WaitAsync(Patience);
        Assert.False(backend.TextWanted[^1]);
    }

    [Fact]
    public async Task Backend_that_answers_too_few_rows_fails_the_request_and_keeps_its_place()
    {
        using var backend = new SumBackend { AnswersLost = 1 };
        using var batcher = Batcher(backend);
        using var results = Wanted();

        for (var i = 0; i < 3; i++)
        {
            var exception = await Assert.ThrowsAsync<SqlInferenceException>(
                async () => await batcher.RunAsync(Rows.Of(Rows.Doubles(1, 2), Rows.Doubles(1, 2)), results, Caller(1)));
            Assert.Equal(ErrorConditions.ResponseInvalid, exception.Condition);
            Assert.Equal("Model 'm' gave 1 answers for 2 rows.", exception.Message);
        }

        backend.AnswersLost = 0;
        await batcher.RunAsync(Rows.Of(Rows.Doubles(1, 2), Rows.Doubles(1, 2)), results, Caller(1));
        Assert.Equal([2, 4], results[0]!.ToDoubles());
    }

    [Fact]
    public async Task Many_callers_at_once_each_get_the_answers_to_their_own_rows()
    {
        using var backend = new SumBackend(concurrency: 2, maxBatchRows: 16);
        using var batcher = Batcher(backend);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            using var results = new ResultColumns(2, 0, 1);
            for (var i = 0; i < 500; i++)
            {
                var values = Enumerable.Range(0, random.Next(1, 40)).Select(_ => (double?)random.Next(1000)).ToArray();
                using var a = Rows.Doubles(values);
                using var b = Rows.Doubles([.. values.Select(value => value * 1000)]);
                await batcher.RunAsync(Rows.Of(a, b), results, Caller(caller));
                Assert.Equal(values.Select(value => value * 1001), results[0]!.ToDoubles());
            }
        }))).WaitAsync(Patience);
    }

    Batcher Batcher(SumBackend backend, ScoringOptions? options = null) =>
        new(backend, "m", options ?? new(), _statistics, TimeProvider.System, new(() => { }));

    static ResultColumns Wanted() => new(2, 0);

    static RequestContext Caller(long caller) => new(caller, null, CancellationToken.None);

    /// <summary>Adds 100 to each value.</summary>
    static (Task Run, ResultColumns Results) Start(Batcher batcher, long caller, params double[] values)
    {
        var results = Wanted();
        var input = Rows.Of(Rows.Doubles([.. values.Select(value => (double?)value)]), Rows.Doubles([.. values.Select(_ => (double?)100)]));
        return (batcher.RunAsync(input, results, Caller(caller)).AsTask(), results);
    }
}
