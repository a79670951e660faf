using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Tests.Metrics;

public sealed class CollectorTests
{
    const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_collector_gets_metrics_and_a_span_in_the_trace_of_the_client()
    {
        var received = new ConcurrentQueue<(string Path, string? Type, byte[] Body)>();
        await using var collector = await CollectAsync(received);
        await using (var place = await new ServerPlace().StartAsync(new ServerOptions { Listen = [ServerPlace.Loopback], OtlpEndpoint = new(collector.Urls.First()) }))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/models/stats");
            request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
            request.Headers.Add("X-Request-Id", "told-to-the-collector");
            (await place.Client.SendAsync(request)).EnsureSuccessStatusCode();
        }

        Assert.All(received, sent => Assert.Equal("application/x-protobuf", sent.Type));
        var metrics = received.Where(sent => sent.Path == "/v1/metrics").Select(sent => Encoding.Latin1.GetString(sent.Body)).ToArray();
        Assert.Contains(metrics, body => body.Contains("sqlinference_http_requests", StringComparison.Ordinal) && body.Contains("open_inference", StringComparison.Ordinal));
        Assert.Contains(metrics, body => body.Contains("sqlinference_http_request_duration_seconds_sum", StringComparison.Ordinal));
        var span = Assert.Single(received, sent => sent.Path == "/v1/traces" && Encoding.Latin1.GetString(sent.Body).Contains("told-to-the-collector", StringComparison.Ordinal)).Body;
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(Trace)), Encoding.Latin1.GetString(span), StringComparison.Ordinal);
        Assert.Contains("GET /v2/models/stats", Encoding.Latin1.GetString(span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_no_hindrance()
    {
        await using var place = await new ServerPlace().StartAsync(new ServerOptions { Listen = [ServerPlace.Loopback], OtlpEndpoint = new("http://127.0.0.1:1") });

        Assert.Equal("""{"live":true}""", await place.Client.GetStringAsync("/v2/health/live"));
    }

    static async Task<WebApplication> CollectAsync(ConcurrentQueue<(string, string?, byte[])> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue((http.Request.Path, http.Request.ContentType, body.ToArray()));
            http.Response.StatusCode = StatusCodes.Status200OK;
        });
        await application.StartAsync();
        return application;
    }
}
