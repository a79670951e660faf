using System.Net;
using System.Text;
using SqlInference.Server.Tests.Metrics;

namespace SqlInference.Server.Tests;

public sealed class DrainTests : IAsyncDisposable
{
    const int AboutHalfASecond = 500_000;

    readonly ServerPlace _place = new();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Stopping_loses_no_request_that_is_under_way()
    {
        await StartAsync();
        var requests = Enumerable.Range(0, 4).Select(_ => StepsAsync(AboutHalfASecond)).ToArray();
        await HasBegunAsync(5);

        var stopping = _place.StopAsync();

        Assert.All(await Task.WhenAll(requests), status => Assert.Equal(HttpStatusCode.OK, status));
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => StepsAsync(1));
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_model()
    {
        await StartAsync();
        using var gone = new CancellationTokenSource();
        var request = StepsAsync(long.MaxValue >> 1, gone.Token);
        await HasBegunAsync(2);
        Assert.False(request.IsCompleted);

        gone.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        // The model has one place, which an endless run would keep.
        Assert.Equal(HttpStatusCode.OK, await StepsAsync(1));
    }

    [Fact]
    public async Task A_request_that_takes_longer_than_it_may_is_ended()
    {
        await StartAsync();
        _place.Client.DefaultRequestHeaders.Add("X-Request-Timeout-Ms", "100");

        Assert.Equal(HttpStatusCode.GatewayTimeout, await StepsAsync(long.MaxValue >> 1));
    }

    async Task StartAsync()
    {
        await _place.Sql($"CREATE MODEL m FROM '{ServerPlace.Onnx("slow")}' FUNCTION f(steps bigint) RETURNS real SETTINGS (CACHE OFF, MAX_CONCURRENCY 1)")
            .StartAsync(new() { Listen = [ServerPlace.Loopback], DrainTimeout = TimeSpan.FromMinutes(5) });
        Assert.Equal(HttpStatusCode.OK, await StepsAsync(1));
    }

    /// <summary>Waits until the server has seen so many requests to models, answered ones included.</summary>
    async Task HasBegunAsync(int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        ParsedMetrics metrics;
        do
        {
            await Task.Delay(20, patience.Token);
            metrics = new(await _place.Client.GetStringAsync("/metrics", patience.Token));
        }
        while (metrics["""sqlinference_http_requests_in_flight{protocol="open_inference"}"""]
            + metrics["""sqlinference_http_requests_total{protocol="open_inference",status="2xx"}"""] < requests);
    }

    async Task<HttpStatusCode> StepsAsync(long steps, CancellationToken cancellation = default)
    {
        using var body = new StringContent(
            $$"""{"inputs":[{"name":"steps","shape":[1],"datatype":"INT64","data":[{{steps}}]}]}""", Encoding.UTF8, "application/json");
        using var answer = await _place.Client.PostAsync("/v2/models/local.public.m/infer", body, cancellation);
        return answer.StatusCode;
    }
}
