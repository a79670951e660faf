using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Batching;

public sealed class AdmissionTests
{
    readonly ManualTime _time = new();
    readonly ModelStatistics _statistics = new();

    [Theory]
    [InlineData(5, 1000, "Model 'm' has 4 rows waiting; 2 more go beyond its limit of 5.")]
    [InlineData(1000, 40, "Model 'm' has 32 bytes waiting; 16 more go beyond its limit of 40.")]
    public async Task Queue_is_bounded_in_rows_and_bytes(long rows, long bytes, string message)
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend, new() { MaxQueuedRows = rows, MaxQueuedBytes = bytes });
        var first = Asking.Of(batcher, 1, 1, 2, 3, 4, 5, 6, 7);
        var waiting = Asking.Of(batcher, 2, 1, 2, 3, 4);

        var exception = Assert.Throws<QueueFullException>(() => Asking.Of(batcher, 3, 1, 2));
        Assert.Equal(message, exception.Message);
        Assert.Equal(ErrorConditions.QueueFull, exception.Condition);
        Assert.Equal(1, _statistics.Snapshot().TurnedAway);

        (await backend.NextAsync()).Answer();
        (await backend.NextAsync()).Answer();
        await Task.WhenAll(first.SoonAsync(), waiting.SoonAsync());
        Assert.Equal([2, 4, 6, 8], waiting.Answers);
    }

    [Fact]
    public async Task Request_larger_than_the_queue_is_let_in_where_nothing_waits()
    {
        using var backend = new RemoteBackend(maxBatchRows: 4);
        using var batcher = Batcher(backend, new() { MaxQueuedRows = 3, MaxQueuedBytes = 8, Budget = new(8) });
        var first = Asking.Of(batcher, 1, 1, 2, 3, 4, 5, 6);
        Assert.Throws<QueueFullException>(() => Asking.Of(batcher, 2, 1));

        (await backend.NextAsync()).Answer();
        (await backend.NextAsync()).Answer();
        await first.SoonAsync();
        Assert.Equal([2, 4, 6, 8, 10, 12], first.Answers);
    }

    [Fact]
    public async Task Slices_of_a_request_under_way_are_never_turned_away()
    {
        using var backend = new RemoteBackend(maxBatchRows: 2);
        using var batcher = Batcher(backend, new() { MaxQueuedRequests = 1 });
        var scan = Asking.Of(batcher, 1, 1, 2, 3, 4, 5, 6);
        for (var slice = 0; slice < 3; slice++)
            (await backend.NextAsync()).Answer();

        await scan.SoonAsync();
        Assert.Equal([2, 4, 6, 8, 10, 12], scan.Answers);
    }

    [Fact]
    public async Task All_models_of_a_process_share_a_budget_and_give_it_back()
    {
        var budget = new AdmissionBudget(24);
        using var one = new RemoteBackend();
        using var other = new RemoteBackend();
        using var batcher = Batcher(one, new() { Budget = budget });
        using var second = new Batcher(other, "n", new() { Budget = budget }, _statistics, _time, new(() => { }));
        Asking[] asked = [Asking.Of(batcher, 1, 1), Asking.Of(second, 1, 1), Asking.Of(batcher, 2, 1, 2)];
        Assert.Equal(16, budget.HeldBytes);

        var exception = Assert.Throws<QueueFullException>(() => Asking.Of(second, 2, 1, 2));
        Assert.Equal("All models have 16 bytes waiting; 16 more for model 'n' go beyond their limit of 24.", exception.Message);

        (await one.NextAsync()).Answer();
        (await one.NextAsync()).Answer();
        (await other.NextAsync()).Answer();
        await Task.WhenAll(asked.Select(request => request.SoonAsync()));
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public async Task Budget_of_a_failed_or_cancelled_request_is_given_back()
    {
        var budget = new AdmissionBudget(1000);
        using var backend = new RemoteBackend(maxBatchRows: 4);
        using var batcher = Batcher(backend, new() { Budget = budget });
        using var source = new CancellationTokenSource();
        var scan = Asking.Of(batcher, new RequestContext(1, null, source.Token), 1, 2, 3, 4, 5);
        var waiting = Asking.Of(batcher, 2, 1);
        await backend.NextAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(scan.SoonAsync);
        (await backend.NextAsync()).Fail(new SqlInferenceException(ErrorConditions.EndpointFailed, "down"));
        await Assert.ThrowsAsync<SqlInferenceException>(waiting.SoonAsync);

        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public async Task Who_is_turned_away_learns_when_to_come_back()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend, new() { MaxQueuedRows = 30 });
        for (var i = 0; i < 30; i++)
        {
            var asked = Asking.Of(batcher, 1, [.. Enumerable.Range(0, 1 + i % 2 * 9).Select(row => (double)row)]);
            var call = await backend.NextAsync();
            // A second, and a tenth of one for every row.
            _time.Advance(TimeSpan.FromSeconds(1 + 0.1 * call.Rows.Length));
            call.Answer();
            await asked.SoonAsync();
        }

        var running = Asking.Of(batcher, 1, 1);
        var waiting = Asking.Of(batcher, 2, new double[20]);
        var exception = Assert.Throws<QueueFullException>(() => Asking.Of(batcher, 3, new double[20]));

        Assert.Equal(3, exception.RetryAfter.TotalSeconds, 0.01);
        (await backend.NextAsync()).Answer();
        (await backend.NextAsync()).Answer();
        await Task.WhenAll(running.SoonAsync(), waiting.SoonAsync());
    }

    [Fact]
    public async Task Late_requests_are_dropped_before_the_queue_counts_as_full()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend, new() { MaxQueuedRequests = 1 });
        var first = Asking.Of(batcher, 1, 1);
        var late = Asking.Of(batcher, new RequestContext(2, _time.GetUtcNow() + TimeSpan.FromSeconds(1), CancellationToken.None), 2);
        Assert.Throws<QueueFullException>(() => Asking.Of(batcher, 3, 3));
        _time.Advance(TimeSpan.FromSeconds(2));

        var next = Asking.Of(batcher, 3, 3);

        var exception = await Assert.ThrowsAsync<SqlInferenceException>(late.SoonAsync);
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        (await backend.NextAsync()).Answer();
        (await backend.NextAsync()).Answer();
        await Task.WhenAll(first.SoonAsync(), next.SoonAsync());
        Assert.Equal([6], next.Answers);
    }

    [Fact]
    public void Budget_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new AdmissionBudget(0));

    Batcher Batcher(RemoteBackend backend, ScoringOptions options) => new(backend, "m", options, _statistics, _time, new(() => { }));
}
