using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Tests.Scoring;
using SqlInference.TestKit;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

public sealed class ResilienceTests
{
    static ColumnBatch OneRow => Rows.Of(Rows.Doubles(1));

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_endpoint_that_is_busy_is_asked_again(int status)
    {
        await using var server = await StartAsync(Reply(status, "text/plain", ""), Reply(status, "text/plain", ""), Csv("7\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        Assert.Equal([7], await model.NumbersAsync(OneRow));
        Assert.Equal(3, server.Received.Count);
        Assert.All(server.Received, request => Assert.Equal("1\n", request.Text));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_refusal_is_not_asked_again(int status)
    {
        await using var server = await StartAsync(Reply(status, "text/plain", ""), Csv("7\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        await model.FailureAsync(OneRow);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task The_number_of_retries_is_bounded()
    {
        await using var server = await StartAsync(Reply(503, "text/plain", ""));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        await model.FailureAsync(OneRow);
        Assert.Equal(5, server.Received.Count);
    }

    [Fact]
    public async Task A_late_answer_is_waited_for_once_more()
    {
        await using var server = await StartAsync(Never, Csv("7\n"));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Settings = new() { Timeout = TimeSpan.FromMilliseconds(500) } };
        var time = new ManualTime();
        using var model = new RemoteModel(endpoint, new() { Retry = new() { FirstDelay = TimeSpan.Zero }, Time = time });
        var answer = model.NumbersAsync(OneRow);
        await server.HasReceivedAsync(1);
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal([7], await answer);
    }

    [Fact]
    public async Task The_pause_that_an_endpoint_asks_for_is_kept()
    {
        await using var server = await StartAsync(Reply(429, "text/plain", "", ("Retry-After", "1")), Csv("7\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url),
            new() { Retry = new() { FirstDelay = TimeSpan.FromMilliseconds(1) } });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal([7], await model.NumbersAsync(OneRow));
        Assert.True(clock.ElapsedMilliseconds >= 950, $"{clock.Elapsed}");
    }

    [Fact]
    public async Task A_pause_that_is_too_long_is_a_failure()
    {
        await using var server = await StartAsync(Reply(429, "text/plain", "", ("Retry-After", "3600")), Csv("7\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        Assert.Equal("SI406: Endpoint 'scores' answered 429 Too Many Requests; it asks for a pause of 3600 s.", await model.FailureAsync(OneRow));
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone_and_tried_again_later()
    {
        var time = new ManualTime();
        await using var server = await StartAsync([.. Enumerable.Repeat(Reply(500, "text/plain", ""), 4), Csv("7\n")]);
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url),
            new() { Retry = new(MaxRetries: 0), Breaker = new(LeastRequests: 4) { Pause = TimeSpan.FromSeconds(10) }, Time = time });
        for (var i = 0; i < 4; i++)
            Assert.StartsWith("SI406: Endpoint 'scores' answered 500", await model.FailureAsync(OneRow), StringComparison.Ordinal);

        Assert.Equal("SI406: Endpoint 'scores' keeps failing and is left alone; it is tried again in 10 s.", await model.FailureAsync(OneRow));
        Assert.Equal(4, server.Received.Count);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal([7], await model.NumbersAsync(OneRow));
    }

    [Fact]
    public async Task Refusals_do_not_count_as_failures_of_the_endpoint()
    {
        await using var server = await StartAsync([.. Enumerable.Repeat(Reply(400, "text/plain", ""), 10), Csv("7\n")]);
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url), new() { Breaker = new(LeastRequests: 2) });
        for (var i = 0; i < 10; i++)
            await model.FailureAsync(OneRow);
        Assert.Equal([7], await model.NumbersAsync(OneRow));
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_endpoint_allows_over_all_its_models()
    {
        const int Most = 3;
        var (running, most) = (0, 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(async context =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == Most)
                all.TrySetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await Task.Delay(5);
            Interlocked.Decrement(ref running);
            await Csv("1\n")(context);
        });
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Settings = new() { MaxConcurrency = Most } };
        using var connections = new RemoteConnections(new HostPolicy("127.0.0.1"));
        using var first = new RemoteBackend(endpoint, connections);
        using var second = new RemoteBackend(endpoint with { Function = "another" }, connections);
        Assert.Equal(Most, first.Concurrency);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var results = new ResultColumns(1, 0);
            await (i % 2 == 0 ? first : second).RunAsync(OneRow, results, default);
            Assert.Equal([1], results[0]!.ToDoubles());
        }));
        Assert.Equal(Most, most);
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        await using var server = await StartAsync(context =>
        {
            connections[context.Connection.Id] = true;
            return Csv("1\n")(context);
        });
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        for (var i = 0; i < 20; i++)
            await model.NumbersAsync(OneRow);
        Assert.Single(connections);
    }

    static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
