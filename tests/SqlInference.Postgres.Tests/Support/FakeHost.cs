using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A service that answers as a test wants it to, in bytes over sockets: well, late, wrongly, half or not at all.</summary>
public sealed class FakeHost : IDisposable
{
    readonly Socket _listener;
    readonly string? _folder;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    int _connections;

    /// <param name="isLocal">Listens on a unix socket.</param>
    public FakeHost(bool isLocal = false)
    {
        if (isLocal)
        {
            _folder = Directory.CreateTempSubdirectory("sqlinference-fake-").FullName;
            _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            var path = Path.Combine(_folder, "service.sock");
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
            Address = $"unix:{path}";
        }
        else
        {
            _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";
        }

        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>How requests are answered: at first each row by its first argument, as a double.</summary>
    public Func<FakeRequest, FakeReply> Answer { get; set; } = Echo;

    /// <summary>Answers as soon as it knows what is asked, and reads no more then.</summary>
    public bool IsHasty { get; set; }

    /// <summary>The requests so far, in their order.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Connections that were made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that are open.</summary>
    public int Open => _sockets.Count;

    public static FakeReply Echo(FakeRequest request) => FakeReply.Prediction<double>("FP64", [.. request.Describe("a1").Split('[')[0] switch
    {
        "INT32" => request.Values<int>("a1").Select(value => (double)value),
        "INT64" => request.Values<long>("a1").Select(value => (double)value),
        "FP64" => request.Values<double>("a1"),
        _ => Enumerable.Range(0, request.Rows).Select(row => (double)row),
    }]);

    /// <summary>Forgets what came so far and answers so from now on.</summary>
    public void Reset(Func<FakeRequest, FakeReply>? answer = null)
    {
        Answer = answer ?? Echo;
        Requests.Clear();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        foreach (var socket in _sockets.Keys)
            socket.Dispose();
        _stop.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                if (_folder is null)
                    socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                _sockets[socket] = true;
                // An answer may block; others are accepted meanwhile.
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var reader = new BufferedStream(stream);
            while (await ReadAsync(reader) is { } request)
            {
                Requests.Enqueue(request);
                if (!await SendAsync(stream, Answer(request)))
                    return;
                if (IsHasty)
                    await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }

    async Task<bool> SendAsync(NetworkStream stream, FakeReply reply)
    {
        if (reply.Delay != TimeSpan.Zero)
            await Task.Delay(reply.Delay, _stop.Token);
        var bytes = reply.Bytes.AsMemory(0, reply.CloseAfter ?? reply.Bytes.Length);
        if (reply.PauseAfter is { } first)
        {
            await stream.WriteAsync(bytes[..first], _stop.Token);
            await Task.Delay(100, _stop.Token);
            bytes = bytes[first..];
        }

        await stream.WriteAsync(bytes, _stop.Token);
        return reply.CloseAfter is null;
    }

    async Task<FakeRequest?> ReadAsync(Stream stream)
    {
        if (await LineAsync(stream) is not { Length: > 0 } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream) is { Length: > 0 } line)
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        var parts = first.Split(' ');
        return new(parts[0], parts[1], headers, IsHasty ? [] : await BodyAsync(stream, headers));
    }

    async Task<byte[]> BodyAsync(Stream stream, Dictionary<string, string> headers)
    {
        if (!headers.ContainsKey("Transfer-Encoding"))
            return await BytesAsync(stream, headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0);
        var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse((await LineAsync(stream))!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await BytesAsync(stream, size));
            await LineAsync(stream);
            if (size == 0)
                return body.ToArray();
        }
    }

    async Task<byte[]> BytesAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    /// <summary>A line without its end; null where the connection ended.</summary>
    async Task<string?> LineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}
