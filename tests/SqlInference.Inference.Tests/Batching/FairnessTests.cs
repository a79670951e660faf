using SqlInference.Inference.Batching;
using SqlInference.Inference.Statistics;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Batching;

public sealed class FairnessTests
{
    static readonly double[] Scan = [.. Enumerable.Range(0, 8192).Select(row => (double)row)];

    readonly ManualTime _time = new();
    readonly ModelStatistics _statistics = new();

    [Fact]
    public async Task Single_row_waits_for_one_slice_of_a_scan_at_most()
    {
        using var backend = new RemoteBackend(maxBatchRows: 8192);
        using var batcher = Batcher(backend);
        await TrainAsync(batcher, backend);

        var scan = Asking.Of(batcher, 1, Scan);
        var slice = await backend.NextAsync();
        Assert.Equal(192, slice.Rows.Length);
        var single = Asking.Of(batcher, 2, 5);
        Answer(slice);

        var next = await backend.NextAsync();
        Assert.Equal([5], next.Rows);
        Answer(next);
        await single.SoonAsync();
        await AnswerAllAsync(backend, scan);
        Assert.Equal(Scan.Select(value => (double?)(2 * value)), scan.Answers);
    }

    [Fact]
    public async Task Scan_leaves_a_place_to_single_rows_while_they_come()
    {
        using var backend = new RemoteBackend(concurrency: 2, maxBatchRows: 8192);
        using var batcher = Batcher(backend);
        await TrainAsync(batcher, backend);

        var scan = Asking.Of(batcher, 1, Scan);
        var slice = await backend.NextAsync();
        var otherScan = Asking.Of(batcher, 2, Scan);
        Assert.Equal(0, backend.Unseen);
        var single = Asking.Of(batcher, 3, 5);
        var call = await backend.NextAsync();
        Assert.Equal([5], call.Rows);

        Answer(call);
        await single.SoonAsync();
        Answer(slice);
        await AnswerAllAsync(backend, scan, otherScan);
        Assert.Equal(scan.Answers, otherScan.Answers);
    }

    [Fact]
    public async Task Scan_has_every_place_when_nobody_else_comes()
    {
        using var backend = new RemoteBackend(concurrency: 3, maxBatchRows: 2048);
        using var batcher = Batcher(backend);
        await TrainAsync(batcher, backend);
        _time.Advance(TimeSpan.FromSeconds(1));

        var scan = Asking.Of(batcher, 1, Scan);
        RemoteBackend.Call[] calls = [await backend.NextAsync(), await backend.NextAsync(), await backend.NextAsync()];

        Assert.All(calls, call => Assert.InRange(call.Rows.Length, 1500, 2048));
        // The last one first: answers find their rows in any order.
        foreach (var call in calls.Reverse())
            Answer(call);
        await AnswerAllAsync(backend, scan);
        Assert.Equal(Scan.Select(value => (double?)(2 * value)), scan.Answers);
    }

    [Fact]
    public async Task Request_of_no_more_than_a_batch_runs_whole_when_nobody_else_comes()
    {
        using var backend = new RemoteBackend(maxBatchRows: 8192);
        using var batcher = Batcher(backend);
        await TrainAsync(batcher, backend);
        _time.Advance(TimeSpan.FromSeconds(1));

        var scan = Asking.Of(batcher, 1, Scan);
        var call = await backend.NextAsync();
        Assert.Equal(8192, call.Rows.Length);
        Answer(call);
        await scan.SoonAsync();
    }

    [Fact]
    public async Task Failing_slice_fails_the_request_and_frees_its_place()
    {
        using var backend = new RemoteBackend(concurrency: 2, maxBatchRows: 1000);
        using var batcher = Batcher(backend);
        var scan = Asking.Of(batcher, 1, Scan);
        var (one, other) = (await backend.NextAsync(), await backend.NextAsync());
        one.Fail(new InvalidOperationException("broken"));
        Assert.False(scan.Run.IsCompleted);
        other.Answer();

        var failure = Assert.ThrowsAsync<InvalidOperationException>(() => AnswerAllAsync(backend, scan));
        Assert.Equal("broken", (await failure).Message);
        Asking[] next = [Asking.Of(batcher, 2, 1), Asking.Of(batcher, 3, 2)];
        (one, other) = (await backend.NextAsync(), await backend.NextAsync());
        one.Answer();
        other.Answer();
        await Task.WhenAll(next.Select(request => request.SoonAsync()));
    }

    [Fact]
    public void Turns_are_fair_by_rows()
    {
        var queue = new FairQueue();
        foreach (var (caller, rows) in new[] { (1, 100), (1, 100), (1, 100), (2, 1), (2, 1), (3, 60), (3, 60) })
            queue.Enqueue(Waiting(caller, rows));

        List<(long, int)> order = [];
        while (queue.Peek(maySlice: true) is { } request)
        {
            queue.Take(request);
            order.Add((request.Context.CallerId, request.RowCount));
        }

        Assert.Equal([(1, 100), (2, 1), (3, 60), (2, 1), (3, 60), (1, 100), (1, 100)], order);
    }

    [Fact]
    public void Newcomer_comes_before_the_next_slice_of_a_scan()
    {
        var queue = new FairQueue();
        var slice = Waiting(1, 512, isSlice: true);
        queue.Enqueue(slice);
        queue.Take(queue.Peek(maySlice: true)!);
        queue.Enqueue(Waiting(1, 512, isSlice: true));
        var newcomer = Waiting(2, 1);
        queue.Enqueue(newcomer);

        Assert.Same(newcomer, queue.Peek(maySlice: true));
        queue.Take(newcomer);
        Assert.Null(queue.Peek(maySlice: false));
        Assert.NotNull(queue.Peek(maySlice: true));
    }

    [Theory]
    [InlineData(3e-6, 2.1e-6, 192, 1856)]
    [InlineData(5e-3, 1e-6, 8192, 8192)]
    [InlineData(50e-6, 10e-6, 64, 384)]
    [InlineData(1e-6, 1e-9, 8192, 8192)]
    public void Slices_follow_what_calls_cost(double secondsPerCall, double secondsPerRow, int shared, int alone)
    {
        var pace = new Pace(8192, _time);
        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            var rows = random.Next(2) == 0 ? random.Next(1, 10) : random.Next(200, 8192);
            pace.Learn(rows, (long)((secondsPerCall + secondsPerRow * rows) * _time.TimestampFrequency));
        }

        Assert.InRange(pace.SharedRows, shared - 64, shared + 64);
        Assert.InRange(pace.AloneRows, alone - 128, alone + 128);
    }

    [Fact]
    public void Slices_do_not_shrink_where_the_call_itself_is_what_takes_time()
    {
        var pace = new Pace(8192, _time);
        for (var i = 0; i < 400; i++)
            pace.Learn(pace.SharedRows, (long)((0.02 + 1e-6 * pace.SharedRows) * _time.TimestampFrequency));

        Assert.InRange(pace.SharedRows, 4096, 8192);
    }

    /// <summary>Calls of both kinds at 3 µs and 2.1 µs per row, until the pace is known; the last one is short.</summary>
    async Task TrainAsync(Batcher batcher, RemoteBackend backend)
    {
        for (var i = 0; i < 40; i++)
        {
            var asked = Asking.Of(batcher, 1, [.. Scan.Take(i % 2 == 0 ? 128 : 1)]);
            Answer(await backend.NextAsync());
            await asked.SoonAsync();
        }
    }

    void Answer(RemoteBackend.Call call)
    {
        _time.Advance(TimeSpan.FromMicroseconds(3 + 2.1 * call.Rows.Length));
        call.Answer();
    }

    async Task AnswerAllAsync(RemoteBackend backend, params Asking[] requests)
    {
        var all = Task.WhenAll(requests.Select(request => request.SoonAsync()));
        while (await backend.NextUntilAsync(all) is { } call)
            Answer(call);
        await all;
    }

    static WaitingRequest Waiting(long caller, int rows, bool isSlice = false) => WaitingRequest.For(
        new(0) { RowCount = rows }, new(0), new(caller, null, CancellationToken.None), isSlice, 0, 0);

    Batcher Batcher(RemoteBackend backend) => new(backend, "m", new(), _statistics, _time, new(() => { }));
}
