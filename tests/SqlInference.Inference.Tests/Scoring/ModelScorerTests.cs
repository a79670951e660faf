using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Scoring;

public sealed class ModelScorerTests
{
    static readonly RequestContext Anybody = new(1, null, CancellationToken.None);

    [Fact]
    public async Task Row_with_null_is_answered_with_null_and_never_reaches_the_backend()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Cache = false });

        Assert.Equal([11, null, null, 44], await Score(scorer, [1, null, 3, 4], [10, 20, null, 40]));
        Assert.Equal([1, 4], backend.Batches.Single());
        Assert.Equal(2, scorer.Statistics.Snapshot().RowsNull);
        Assert.Equal(4, scorer.Statistics.Snapshot().RowsServed);
    }

    [Fact]
    public async Task Null_reaches_a_backend_that_takes_it_as_missing()
    {
        using var backend = new SumBackend(acceptsNull: true);
        using var scorer = new ModelScorer(backend, "m", new());

        Assert.Equal([1010, 22], await Score(scorer, [null, 2], [10, 20]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_nulls_send_no_request(bool cache)
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Cache = cache });

        Assert.Equal([null, null], await Score(scorer, [null, null], [1, 2]));
        Assert.Empty(backend.Batches);
    }

    [Fact]
    public async Task No_rows_give_no_rows()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());

        Assert.Equal([], await Score(scorer, [], []));
        Assert.Empty(backend.Batches);
    }

    [Fact]
    public async Task Equal_rows_of_a_batch_are_computed_once()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());

        Assert.Equal([11, 12, 11, null, 11, 12], await Score(scorer, [1, 2, 1, null, 1, 2], [10, 10, 10, 10, 10, 10]));
        Assert.Equal([1, 2], backend.Batches.Single());
        Assert.Equal(3, scorer.Statistics.Snapshot().DuplicatesDropped);
    }

    [Fact]
    public async Task Repeats_of_earlier_batches_are_answered_from_the_cache()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());

        await Score(scorer, [1, 2], [10, 10]);
        Assert.Equal([13, 12, 11, null], await Score(scorer, [3, 2, 1, null], [10, 10, 10, 1]));
        Assert.Equal([3], backend.Batches[1]);
        Assert.Equal([13, 12], await Score(scorer, [3, 2], [10, 10]));
        Assert.Equal(2, backend.Batches.Count);
        Assert.Equal(4, scorer.Statistics.Snapshot().CacheHits);
    }

    [Fact]
    public async Task Known_repeated_missing_and_new_rows_of_a_batch_each_get_their_own_answer()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());

        await Score(scorer, [1, 2], [10, 10]);
        Assert.Equal([12, 15, null, 11, 15, 12, 16, null, 11], await Score(scorer, [2, 5, null, 1, 5, 2, 6, null, 1], [10, 10, 10, 10, 10, 10, 10, 10, 10]));
        Assert.Equal([5, 6], backend.Batches[1]);
        Assert.Equal(4, scorer.Statistics.Snapshot().CacheHits);
        Assert.Equal(1, scorer.Statistics.Snapshot().DuplicatesDropped);
    }

    [Fact]
    public async Task Columns_do_not_stand_in_for_one_another_in_the_cache()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());
        await Score(scorer, [1], [2]);
        await Score(scorer, [2], [1]);
        await Score(scorer, [0.0], [1]);
        await Score(scorer, [-0.0], [1]);

        Assert.Equal(4, backend.Batches.Count);
    }

    [Fact]
    public async Task Text_answers_are_deduplicated()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());
        using var results = new ResultColumns(2, 1);
        await scorer.ScoreAsync(Rows.Of(Rows.Doubles(1, 1, null, 2), Rows.Doubles(1, 1, 1, 1)), results, Anybody);

        Assert.Equal(["2", "2", null, "3"], results[1]!.ToTexts());
        Assert.Equal([1, 2], backend.Batches.Single());
    }

    [Fact]
    public async Task Cache_off_means_every_row_reaches_the_backend()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Cache = false });
        await Score(scorer, [1, 1], [1, 1]);
        await Score(scorer, [1, 1], [1, 1]);

        Assert.Equal([[1, 1], [1, 1]], backend.Batches);
    }

    [Fact]
    public async Task Rows_that_never_repeat_stop_being_looked_up_and_stay_right()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());
        for (var i = 0; i < 300; i++)
            Assert.Equal([i + 0.25, i + 0.75], await Score(scorer, [i, i + 0.5], [0.25, 0.25]));
        for (var i = 0; i < 300; i++)
            await Score(scorer, [7, 7], [0, 0]);

        // Probes notice that rows repeat again.
        Assert.InRange(backend.Batches.Count, 301, 400);
    }

    [Fact]
    public async Task Refused_row_fails_the_request_by_default()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());

        var exception = await Assert.ThrowsAsync<SqlInferenceException>(() => Score(scorer, [1, -1], [1, 1]));
        Assert.Equal(ErrorConditions.ModelFailed, exception.Condition);
        Assert.Equal([2], await Score(scorer, [1], [1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_rows_become_null_and_are_counted_where_the_model_says_so(bool cache)
    {
        using var backend = new SumBackend(maxBatchRows: 8);
        using var scorer = new ModelScorer(backend, "m", new() { Cache = cache, OnError = ErrorPolicy.Null });
        double?[] values = [.. Enumerable.Range(0, 50).Select(i => (double?)(i % 7 == 5 ? -i : i))];

        var answers = await Score(scorer, values, [.. values.Select(_ => (double?)1)]);

        Assert.Equal(values.Select(value => value < 0 ? null : value + 1), answers);
        Assert.Equal(7, scorer.Statistics.Snapshot().RowsRefused);
        Assert.Equal([null], await Score(scorer, [-3], [1]));
    }

    [Fact]
    public async Task Request_beyond_its_timeout_is_told_so()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "public.m", new() { Timeout = TimeSpan.FromMilliseconds(20) });
        backend.Hold();

        var exception = await Assert.ThrowsAsync<SqlInferenceException>(() => Score(scorer, [1], [1]));
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        Assert.Equal("Model 'public.m' did not answer in time.", exception.Message);
        backend.Release();
    }

    [Fact]
    public async Task Callers_own_deadline_counts_too()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new());
        backend.Hold();
        using var results = new ResultColumns(2, 0);
        var context = RequestContext.ForNewCaller(DateTimeOffset.UtcNow.AddMilliseconds(20), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<SqlInferenceException>(
            () => scorer.ScoreAsync(Rows.Of(Rows.Doubles(1), Rows.Doubles(1)), results, context).AsTask());
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        backend.Release();
    }

    [Fact]
    public async Task Cancellation_is_not_an_error()
    {
        using var backend = new SumBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Timeout = TimeSpan.FromMinutes(1) });
        using var source = new CancellationTokenSource();
        backend.Hold();
        using var results = new ResultColumns(2, 0);
        var run = scorer.ScoreAsync(Rows.Of(Rows.Doubles(1), Rows.Doubles(1)), results, new(1, null, source.Token)).AsTask();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, scorer.Statistics.Snapshot().Failures);
        backend.Release();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Steady_state_allocates_nothing(bool cache)
    {
        using var backend = new QuietBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Cache = cache });
        using var a = new ColumnBuffer();
        a.Reset(ElementType.Float64, 2048);
        for (var row = 0; row < 2048; row++)
            a.Span<double>()[row] = row % 1000;
        a.SetNull(17);
        var input = Rows.Of(a);
        using var results = new ResultColumns(1, 0);
        for (var i = 0; i < 100; i++)
            ScoreNow();

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
                ScoreNow();
        }));

        void ScoreNow()
        {
            var run = scorer.ScoreAsync(input, results, Anybody);
            Assert.True(run.IsCompletedSuccessfully);
        }
    }

    static async Task<IReadOnlyList<double?>> Score(ModelScorer scorer, double?[] a, double?[] b)
    {
        using var results = new ResultColumns(2, 0);
        using var first = Rows.Doubles(a);
        using var second = Rows.Doubles(b);
        await scorer.ScoreAsync(Rows.Of(first, second), results, Anybody);
        return results[0]!.ToDoubles();
    }
}
