using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Tests.Batching;

namespace SqlInference.Inference.Tests.Scoring;

public sealed class ModelScorerLifetimeTests
{
    static readonly RequestContext Anybody = new(1, null, CancellationToken.None);

    [Fact]
    public async Task Disposed_scorer_finishes_what_it_has_and_takes_no_more()
    {
        var backend = new RemoteBackend();
        var scorer = new ModelScorer(backend, "m", new());
        var running = Asking.Of(scorer, Anybody, 1);
        var waiting = Asking.Of(scorer, Anybody, 2, 3);
        var call = await backend.NextAsync();
        var disposal = scorer.DisposeAsync().AsTask();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Asking.Of(scorer, Anybody, 4).SoonAsync());
        Assert.False(disposal.IsCompleted);
        call.Answer();
        await running.SoonAsync();
        (await backend.NextAsync()).Answer();
        await waiting.SoonAsync();

        await disposal.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(backend.IsDisposed);
        Assert.Equal([4, 6], waiting.Answers);
    }

    [Fact]
    public async Task Disposal_does_not_wait_but_the_last_request_frees_the_model()
    {
        var backend = new RemoteBackend();
        var scorer = new ModelScorer(backend, "m", new());
        var running = Asking.Of(scorer, Anybody, 1);
        scorer.Dispose();
        Assert.False(backend.IsDisposed);

        (await backend.NextAsync()).Answer();
        await running.SoonAsync();
        await scorer.DisposeAsync();
        Assert.True(backend.IsDisposed);
    }

    [Fact]
    public async Task Model_is_not_freed_under_a_batch_whose_callers_have_all_given_up()
    {
        var budget = new AdmissionBudget(1 << 20);
        var backend = new RemoteBackend(hearsCancellation: false);
        var scorer = new ModelScorer(backend, "m", new() { Budget = budget });
        using var source = new CancellationTokenSource();
        var first = Asking.Of(scorer, Anybody, 1);
        var running = Asking.Of(scorer, new RequestContext(2, null, source.Token), 2);
        (await backend.NextAsync()).Answer();
        await first.SoonAsync();
        var abandoned = await backend.NextAsync();
        var waiting = Asking.Of(scorer, new RequestContext(3, null, source.Token), 3);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(running.SoonAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(waiting.SoonAsync);

        var disposal = scorer.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        Assert.False(backend.IsDisposed);
        abandoned.Answer();
        await disposal.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(backend.IsDisposed);
        Assert.Equal(0, budget.HeldBytes);
        Assert.Equal(0, backend.Unseen);
    }

    [Fact]
    public async Task Lease_keeps_the_model()
    {
        var backend = new RemoteBackend();
        var scorer = new ModelScorer(backend, "m", new());
        var lease = scorer.TryLease()!;
        scorer.Dispose();
        Assert.Null(scorer.TryLease());
        Assert.False(backend.IsDisposed);

        lease.Dispose();
        lease.Dispose();
        await scorer.DisposeAsync();
        Assert.True(backend.IsDisposed);
    }

    [Fact]
    public async Task Drained_scorer_still_has_its_model()
    {
        var backend = new RemoteBackend();
        var scorer = new ModelScorer(backend, "m", new());
        var failing = Asking.Of(scorer, Anybody, 1);
        var drained = scorer.DrainAsync();
        Assert.False(drained.IsCompleted);
        (await backend.NextAsync()).Fail(new SqlInferenceException(ErrorConditions.EndpointFailed, "down"));

        await Assert.ThrowsAsync<SqlInferenceException>(failing.SoonAsync);
        await drained.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(backend.IsDisposed);
        await scorer.DisposeAsync();
        Assert.True(backend.IsDisposed);
    }

    [Fact]
    public async Task Deadline_beyond_the_reach_of_timers_is_no_error()
    {
        using var backend = new RemoteBackend();
        using var scorer = new ModelScorer(backend, "m", new() { Timeout = TimeSpan.FromDays(3650) });
        var asked = Asking.Of(scorer, new RequestContext(1, DateTimeOffset.MaxValue, CancellationToken.None), 1);
        (await backend.NextAsync()).Answer();
        await asked.SoonAsync();
    }

    [Fact]
    public async Task Request_that_comes_too_late_is_not_run()
    {
        using var backend = new RemoteBackend();
        using var scorer = new ModelScorer(backend, "m", new());
        var late = Asking.Of(scorer, new RequestContext(1, DateTimeOffset.UtcNow.AddSeconds(-1), CancellationToken.None), 1);

        var exception = await Assert.ThrowsAsync<SqlInferenceException>(late.SoonAsync);
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        Assert.Equal(0, backend.Unseen);
        Assert.Equal(1, scorer.Statistics.Snapshot().Late);
    }
}
