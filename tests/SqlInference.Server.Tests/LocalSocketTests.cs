using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SqlInference.Server.Tests;

/// <summary>Connections by unix socket, which have threads of their own.</summary>
public sealed class LocalSocketTests : IAsyncDisposable
{
    readonly ServerPlace _place = new();

    string Path => _place.File("s.sock");

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Requests_of_all_sizes_follow_each_other_on_one_connection()
    {
        await StartAsync();
        using var client = await ConnectAsync();

        foreach (var rows in new[] { 1, 1, 5, 3000, 1, 100_000, 2 })
            Assert.Equal(rows, await AskAsync(client, $"[{string.Join(',', Enumerable.Repeat(1, rows))}]", rows));
    }

    [Fact]
    public async Task Requests_that_are_sent_at_once_are_answered_in_their_order()
    {
        await StartAsync();
        using var client = await ConnectAsync();

        await SendAsync(client, Request("[1,1]", 2) + Request("[1]", 1) + Request("[1,1,1]", 3));

        foreach (var rows in new[] { 2, 1, 3 })
            Assert.Equal(rows, AnswersIn(await AnswerAsync(client)));
    }

    [Fact]
    public async Task An_answer_waits_for_a_client_that_does_not_read_yet()
    {
        const int Rows = 200_000;
        await StartAsync();
        using var client = await ConnectAsync();

        await SendAsync(client, Request($"[{string.Join(',', Enumerable.Repeat(1, Rows))}]", Rows));
        await Task.Delay(300);

        Assert.Equal(Rows, AnswersIn(await AnswerAsync(client)));
    }

    [Fact]
    public async Task A_client_that_hangs_up_stops_the_model_that_its_own_thread_runs()
    {
        await StartAsync();
        using (var client = await ConnectAsync())
        {
            Assert.Equal(1, await AskAsync(client, "[1]", 1));
            await SendAsync(client, Request($"[{long.MaxValue >> 1}]", 1));
            await Task.Delay(300);
        }

        // The model has one place, which an endless run would keep.
        using var next = await ConnectAsync();
        Assert.Equal(1, await AskAsync(next, "[1]", 1));
    }

    [Fact]
    public async Task More_clients_than_there_are_threads_for_are_answered()
    {
        await StartAsync();
        var clients = new List<Socket>();
        for (var i = 0; i < 300; i++)
            clients.Add(await ConnectAsync());

        foreach (var client in clients)
            Assert.Equal(1, await AskAsync(client, "[1]", 1));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Stopping_ends_connections_that_are_idle()
    {
        await StartAsync();
        using var client = await ConnectAsync();
        Assert.Equal(1, await AskAsync(client, "[1]", 1));

        await _place.StopAsync();

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    Task<ServerPlace> StartAsync() => _place
        .Sql($"CREATE MODEL m FROM '{ServerPlace.Onnx("slow")}' FUNCTION f(steps bigint) RETURNS real SETTINGS (CACHE OFF, MAX_CONCURRENCY 1)")
        .StartAsync(new() { Listen = [ServerPlace.Loopback, new() { SocketPath = Path }], DrainTimeout = TimeSpan.FromMinutes(5) });

    async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    static string Request(string data, int rows)
    {
        var body = $$"""{"inputs":[{"name":"steps","shape":[{{rows}}],"datatype":"INT64","data":{{data}}}]}""";
        return string.Create(CultureInfo.InvariantCulture,
            $"POST /v2/models/local.public.m/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    static async Task<int> AskAsync(Socket socket, string data, int rows)
    {
        await SendAsync(socket, Request(data, rows));
        return AnswersIn(await AnswerAsync(socket));
    }

    static async Task SendAsync(Socket socket, string text)
    {
        ReadOnlyMemory<byte> left = Encoding.ASCII.GetBytes(text);
        while (!left.IsEmpty)
            left = left[await socket.SendAsync(left)..];
    }

    /// <summary>How many numbers an answer holds.</summary>
    static int AnswersIn(string body)
    {
        const string Data = "\"data\":[";
        var start = body.IndexOf(Data, StringComparison.Ordinal);
        Assert.True(start > 0, body);
        return body[(start + Data.Length)..].Split(']')[0].Count(character => character == ',') + 1;
    }

    /// <summary>The body of the next answer, and not a byte of the one after it.</summary>
    static async Task<string> AnswerAsync(Socket socket)
    {
        const string Length = "Content-Length: ";
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await ReceiveAsync(socket, 1))[0]);
        Assert.StartsWith($"HTTP/1.1 {(int)HttpStatusCode.OK}", head.ToString(), StringComparison.Ordinal);
        var line = head.ToString().Split("\r\n").Single(line => line.StartsWith(Length, StringComparison.Ordinal));
        return Encoding.ASCII.GetString(await ReceiveAsync(socket, int.Parse(line[Length.Length..], CultureInfo.InvariantCulture)));
    }

    static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(at));
            Assert.NotEqual(0, received);
            at += received;
        }

        return bytes;
    }
}
