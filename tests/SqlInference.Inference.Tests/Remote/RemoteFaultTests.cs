using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Tests.Scoring;
using SqlInference.TestKit;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

/// <summary>Whatever an endpoint does, the caller reads what happened to which endpoint, and never a wrong value.</summary>
public sealed class RemoteFaultTests
{
    static ColumnBatch TwoRows => Rows.Of(Rows.Doubles(1, 2));

    [Theory]
    [InlineData("0.5\n", "SI409: Endpoint 'scores' answered 1 value for 2 rows.")]
    [InlineData("1\n2\n3\n", "SI409: Endpoint 'scores' answered more than 2 values for 2 rows.")]
    [InlineData("", "SI409: Endpoint 'scores' answered nothing for 2 rows.")]
    [InlineData("0.5\nhigh\n", "SI409: Endpoint 'scores' answered 'high' where a number belongs, for row 2 of 2.")]
    [InlineData("NaN\n1\n", "SI409: Endpoint 'scores' answered 'NaN' where a finite number belongs, for row 1 of 2.")]
    [InlineData("1\n-inf\n", "SI409: Endpoint 'scores' answered '-inf' where a finite number belongs, for row 2 of 2.")]
    [InlineData("1e999\n1\n", "SI409: Endpoint 'scores' answered '1e999' where a finite number belongs, for row 1 of 2.")]
    [InlineData("1,2\n3,4\n", "SI409: Endpoint 'scores' answered several values in line 1, where one belongs.")]
    [InlineData("1\n2,3\n", "SI409: Endpoint 'scores' answered several values in line 2, where one belongs.")]
    [InlineData("\"1\n2", "SI409: Endpoint 'scores' answered CSV with a quote that does not end where it should.")]
    [InlineData("<!DOCTYPE html><p>Sign in</p>", "SI409: Endpoint 'scores' answered a page of HTML or XML where values belong: '<!DOCTYPE html><p>Sign in</p>'.")]
    public Task A_wrong_answer_is_refused(string body, string expected) => FailsWith(expected, Csv(body));

    [Fact]
    public Task A_page_of_html_is_refused_by_its_type() => FailsWith(
        "SI409: Endpoint 'scores' answered text/html where text/csv belongs: '<h1>Hello</h1>'.", Reply(200, "text/html; charset=utf-8", "<h1>Hello</h1>"));

    [Fact]
    public Task Excerpts_of_answers_are_short_and_without_control_characters() => FailsWith(
        $"SI409: Endpoint 'scores' answered 'x [2J {new string('y', 74)}…' where a number belongs, for row 1 of 2.", Csv($"x\u001b[2J\r{new string('y', 500)}\n1\n"));

    [Theory]
    [InlineData(500, "text/html", "<h1>Oops</h1>", "SI406: Endpoint 'scores' answered 500 Internal Server Error.")]
    [InlineData(500, "text/plain", "worker died", "SI406: Endpoint 'scores' answered 500 Internal Server Error: worker died.")]
    [InlineData(400, "application/json", """{"error":"no such column"}""", "SI406: Endpoint 'scores' answered 400 Bad Request: no such column.")]
    [InlineData(403, "text/plain", "", "SI406: Endpoint 'scores' answered 403 Forbidden.")]
    [InlineData(413, "text/plain", "", "SI406: Endpoint 'scores' answered 413 Payload Too Large.")]
    [InlineData(503, "text/plain", "", "SI406: Endpoint 'scores' answered 503 Service Unavailable.")]
    [InlineData(429, "text/plain", "", "SI406: Endpoint 'scores' answered 429 Too Many Requests.")]
    public Task A_refusal_is_told_in_the_endpoints_words(int status, string type, string body, string expected) => FailsWith(expected, Reply(status, type, body));

    [Fact]
    public async Task Half_a_body_is_tried_once_more_and_never_taken()
    {
        var server = await FailsWith("SI406: Endpoint 'scores' broke off before its answer was complete.", HalfABody);
        Assert.Equal(2, server.Received.Count);
    }

    [Fact]
    public async Task An_endpoint_that_dies_in_the_middle_of_a_request_is_tried_once_more()
    {
        var server = await FailsWith("SI406: Endpoint 'scores' broke off before its answer was complete.", HangUp);
        // The connection's own retry of a request that got no byte of an answer may add to ours.
        Assert.InRange(server.Received.Count, 2, 4);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_is_told_by_its_address()
    {
        using var free = new Socket(SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)free.LocalEndPoint!).Port;
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new($"http://127.0.0.1:{port}/")));
        Assert.Equal($"SI406: Endpoint 'scores' cannot be reached: 127.0.0.1:{port} refused the connection.", await model.FailureAsync(TwoRows));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told()
    {
        var options = new SqlInference.Inference.Remote.Connections.RemoteConnectionOptions
        {
            Retry = RemoteModel.AtOnce,
            Resolver = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new("https://models.example.com/")), options, "models.example.com");
        Assert.Equal("SI406: Endpoint 'scores' cannot be reached: the name models.example.com is not known.", await model.FailureAsync(TwoRows));
    }

    [Fact]
    public async Task A_slow_endpoint_is_given_up_on()
    {
        await using var server = await StartAsync(Never);
        var time = new ManualTime();
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Settings = new() { Timeout = TimeSpan.FromMilliseconds(100) } };
        using var model = new RemoteModel(endpoint, new() { Retry = new() { FirstDelay = TimeSpan.Zero }, Time = time });
        var failure = model.FailureAsync(TwoRows);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await server.HasReceivedAsync(attempt);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal("SI406: Endpoint 'scores' did not answer within 100 ms.", await failure);
        Assert.Equal(2, server.Received.Count);
    }

    [Fact]
    public async Task Something_that_is_not_http_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talk = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());
            // What was sent would be lost if the connection were closed before the request has been read.
            await client.GetStream().CopyToAsync(Stream.Null).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")));
        Assert.Equal("SI409: Endpoint 'scores' answered something that is not HTTP.", await model.FailureAsync(TwoRows));
        await talk;
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var server = await StartAsync(async context =>
        {
            var block = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Settings = new() { MaxResponseBytes = 1 << 20 } };
        using var model = new RemoteModel(endpoint);
        Assert.Equal("SI409: Endpoint 'scores' answered more than 1048576 bytes.", await model.FailureAsync(TwoRows));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var server = await FailsWith("SI406: Endpoint 'scores' redirects to 169.254.169.254 (302); redirects are not followed.",
            Reply(302, "text/plain", "", ("Location", "http://169.254.169.254/latest/meta-data/")));
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task A_cancel_is_heard_while_the_answer_is_awaited()
    {
        await using var server = await StartAsync(Never);
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        using var cancel = new CancellationTokenSource();
        var run = model.RunAsync(TwoRows, cancel.Token);
        await server.HasReceivedAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_cancel_is_heard_while_a_retry_waits()
    {
        await using var server = await StartAsync(Reply(429, "text/plain", ""));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url),
            new() { Retry = new() { FirstDelay = TimeSpan.FromSeconds(30), LongestDelay = TimeSpan.FromSeconds(30) } });
        using var cancel = new CancellationTokenSource();
        var run = model.RunAsync(TwoRows, cancel.Token);
        await server.HasReceivedAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task An_endpoint_works_again_after_every_fault()
    {
        await using var server = await StartAsync(HalfABody, Csv("1\n2\n"), Reply(500, "text/plain", ""), Csv("3\n4\n"), Csv("<html>"), Csv("5\n6\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        Assert.Equal([1, 2], await model.NumbersAsync(TwoRows));
        await model.FailureAsync(TwoRows);
        Assert.Equal([3, 4], await model.NumbersAsync(TwoRows));
        await model.FailureAsync(TwoRows);
        Assert.Equal([5, 6], await model.NumbersAsync(TwoRows));
    }

    static async Task<EndpointServer> FailsWith(string expected, Func<HttpContext, Task> answer)
    {
        await using var server = await StartAsync(answer);
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url));
        Assert.Equal(expected, await model.FailureAsync(TwoRows));
        return server;
    }
}
