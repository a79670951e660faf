using SqlInference.Errors;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Batching;

public sealed class MergedBatchTests
{
    readonly ManualTime _time = new();
    readonly ModelStatistics _statistics = new();

    [Fact]
    public async Task Batch_that_all_callers_gave_up_is_cancelled()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var (_, requests, call) = await MergedAsync(batcher, backend, Context(2, one), Context(3, other));

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(requests[0].SoonAsync);
        Assert.False(call.Answered.IsCompleted);
        await other.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(requests[1].SoonAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Answered.WaitAsync(TimeSpan.FromSeconds(30)));
        var next = Asking.Of(batcher, 4, 5);
        (await backend.NextAsync()).Answer();
        await next.SoonAsync();
        Assert.Equal([10], next.Answers);
        Assert.Equal(0, _statistics.Snapshot().Failures);
    }

    [Fact]
    public async Task Batch_goes_on_for_the_callers_who_are_left()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var (_, requests, call) = await MergedAsync(batcher, backend, Context(2, one), Context(3, other));

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(requests[0].SoonAsync);
        call.Answer();

        await requests[1].SoonAsync();
        Assert.Equal([4], requests[1].Answers);
    }

    [Fact]
    public async Task Request_whose_deadline_passes_in_the_queue_is_not_run()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        var first = Asking.Of(batcher, 1, 1);
        var late = Asking.Of(batcher, new RequestContext(2, _time.GetUtcNow() + TimeSpan.FromSeconds(1), CancellationToken.None), 2);
        var inTime = Asking.Of(batcher, new RequestContext(3, _time.GetUtcNow() + TimeSpan.FromSeconds(9), CancellationToken.None), 3);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await backend.NextAsync()).Answer();

        var call = await backend.NextAsync();
        Assert.Equal([3], call.Rows);
        call.Answer();
        await Task.WhenAll(first.SoonAsync(), inTime.SoonAsync());
        var exception = await Assert.ThrowsAsync<SqlInferenceException>(late.SoonAsync);
        Assert.Equal(ErrorConditions.DeadlineExceeded, exception.Condition);
        Assert.Equal("Model 'm' did not answer in time.", exception.Message);
    }

    [Theory]
    [InlineData(-1, "Model 'm' gave 1 answers for 2 rows.")]
    [InlineData(1, "Model 'm' gave 3 answers for 2 rows.")]
    public async Task Wrong_number_of_answers_fails_every_request_of_the_batch(int change, string message)
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        var (_, requests, call) = await MergedAsync(batcher, backend, default, default);
        call.Answer(change);

        foreach (var request in requests)
        {
            var exception = await Assert.ThrowsAsync<SqlInferenceException>(request.SoonAsync);
            Assert.Equal((ErrorConditions.ResponseInvalid, message), (exception.Condition, exception.Message));
        }

        Assert.Equal(0, backend.Unseen);
    }

    [Fact]
    public async Task Endpoint_that_is_down_is_not_asked_again_for_each_request()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        var (_, requests, call) = await MergedAsync(batcher, backend, default, default, default);
        call.Fail(new SqlInferenceException(ErrorConditions.EndpointFailed, "down"));

        foreach (var request in requests)
            Assert.Equal("down", (await Assert.ThrowsAsync<SqlInferenceException>(request.SoonAsync)).Message);
        Assert.Equal(0, backend.Unseen);
        Assert.Equal(1, _statistics.Snapshot().Failures);
    }

    [Fact]
    public async Task Rows_that_a_model_throws_over_are_found_by_halves()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        var (_, requests, call) = await MergedAsync(batcher, backend, [.. Enumerable.Repeat(default(RequestContext), 8)]);
        var calls = 1;
        for (; ; calls++)
        {
            if (call.Rows.Contains(6))
                call.Fail(new InvalidOperationException("not six"));
            else
                call.Answer();
            if (requests.All(request => request.Run.IsCompleted) || calls == 7)
                break;
            call = await backend.NextAsync();
        }

        Assert.Equal(7, calls);
        Assert.Equal("not six", (await Assert.ThrowsAsync<InvalidOperationException>(requests[5].SoonAsync)).Message);
        foreach (var (request, i) in requests.Select((request, i) => (request, i)).Where(pair => pair.i != 5))
        {
            await request.SoonAsync();
            Assert.Equal([2.0 * (i + 1)], request.Answers);
        }
    }

    [Fact]
    public async Task Not_a_number_stays_what_it_is()
    {
        using var backend = new RemoteBackend();
        using var batcher = Batcher(backend);
        var first = Asking.Of(batcher, 1, 1);
        var request = Asking.Of(batcher, 2, double.NaN, 4);
        (await backend.NextAsync()).Answer();
        (await backend.NextAsync()).Answer();

        await Task.WhenAll(first.SoonAsync(), request.SoonAsync());
        Assert.Equal([double.NaN, 8], request.Answers);
    }

    /// <summary>Requests with one row each, 1, 2, 3 …, that are under way as one batch.</summary>
    static async Task<(Asking First, Asking[] Requests, RemoteBackend.Call Call)> MergedAsync(
        Batcher batcher, RemoteBackend backend, params RequestContext[] contexts)
    {
        var first = Asking.Of(batcher, 1, 0);
        var before = await backend.NextAsync();
        var requests = contexts.Select((context, i) => Asking.Of(batcher, context, i + 1)).ToArray();
        before.Answer();
        await first.SoonAsync();
        var call = await backend.NextAsync();
        Assert.Equal(requests.Length, call.Rows.Length);
        return (first, requests, call);
    }

    static RequestContext Context(long caller, CancellationTokenSource source) => new(caller, null, source.Token);

    Batcher Batcher(RemoteBackend backend) => new(backend, "m", new(), _statistics, _time, new(() => { }));
}
