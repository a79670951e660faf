using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SqlInference.Inference.Tests.Remote;

/// <summary>A real HTTP server on this machine that does to each request what the test wants, and remembers them.</summary>
sealed class EndpointServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly ConcurrentQueue<ReceivedRequest> _received = [];
    int _turn;

    EndpointServer(WebApplication application) => _application = application;

    /// <summary>What the requests are answered with, one after the other; the last one for all that follow.</summary>
    public required Func<HttpContext, Task>[] Answers { get; init; }

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    public Uri Url => new(_application.Urls.First());

    public static Task<EndpointServer> StartAsync(params Func<HttpContext, Task>[] answers) => StartAsync(null, answers);

    public static async Task<EndpointServer> StartAsync(X509Certificate2? certificate, params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate != null)
                listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        var server = new EndpointServer(application) { Answers = answers };
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    /// <summary>For tests with many requests.</summary>
    public void Forget() => _received.Clear();

    public async Task HasReceivedAsync(int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_received.Count < requests)
            await Task.Delay(1, patience.Token);
    }

    public static Func<HttpContext, Task> Reply(int status, string type, string body, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Csv(string body) => Reply(200, "text/csv", body);

    public static Func<HttpContext, Task> Json(string body) => Reply(200, "application/json", body);

    public static Func<HttpContext, Task> Bytes(byte[] body, params (string Name, string Value)[] headers) => async context =>
    {
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(body);
    };

    /// <summary>Answers when the client has gone.</summary>
    public static async Task Never(HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Promises more than it sends and cuts the connection.</summary>
    public static async Task HalfABody(HttpContext context)
    {
        context.Response.ContentType = "text/csv";
        context.Response.ContentLength = 100;
        await context.Response.WriteAsync("0.5\n");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public static Task HangUp(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        var received = await ReceivedRequest.ReadAsync(context.Request);
        context.Items["body"] = received.Text;
        _received.Enqueue(received);
        var turn = Interlocked.Increment(ref _turn) - 1;
        await Answers[Math.Min(turn, Answers.Length - 1)](context);
    }
}
