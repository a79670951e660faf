using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A service that answers as a test wants it to, in bytes over sockets: well, late, wrongly, half or not at all.</summary>
sealed class FakeService : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Func<FakeRequest, FakeAnswer> _answer;
    readonly ConcurrentBag<TcpClient> _clients = [];
    volatile bool _isStopped;

    public FakeService(Func<FakeRequest, FakeAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The requests so far, in their order.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Whether requests are kept.</summary>
    public bool Remembers { get; init; } = true;

    /// <summary>Connections that were made so far.</summary>
    public int Connections => _clients.Count;

    public static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    public void Dispose()
    {
        _isStopped = true;
        _listener.Stop();
        foreach (var client in _clients)
            client.Close();
    }

    void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.AcceptTcpClient();
                client.NoDelay = true;
                _clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    void Serve(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            var reader = new BufferedStream(stream);
            while (Read(reader) is { } request)
            {
                if (Remembers)
                    Requests.Enqueue(request);
                var answer = _answer(request);
                for (var waited = 0; waited < answer.DelayMs && !_isStopped; waited += 10)
                    Thread.Sleep(10);
                stream.Write(answer.Bytes, 0, answer.CloseAfter ?? answer.Bytes.Length);
                if (answer.CloseAfter is null)
                    continue;
                client.Close();
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The other side has enough.
        }
    }

    static FakeRequest? Read(Stream stream)
    {
        if (Line(stream) is not { Length: > 0 } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (Line(stream) is { Length: > 0 } line)
            headers[line.Substring(0, line.IndexOf(':'))] = line.Substring(line.IndexOf(':') + 1).Trim();
        var parts = first.Split(' ');
        return new(parts[0], parts[1], headers, Body(stream, headers));
    }

    static byte[] Body(Stream stream, Dictionary<string, string> headers)
    {
        if (!headers.ContainsKey("Transfer-Encoding"))
            return Bytes(stream, headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0);
        var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse(Line(stream)!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var part = Bytes(stream, size);
            body.Write(part, 0, part.Length);
            Line(stream);
            if (size == 0)
                return body.ToArray();
        }
    }

    static byte[] Bytes(Stream stream, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = stream.Read(bytes, at, length - at);
            if (read == 0)
                throw new IOException("The request ended early.");
            at += read;
        }

        return bytes;
    }

    static string? Line(Stream stream)
    {
        var line = new List<byte>();
        for (var value = stream.ReadByte(); value >= 0; value = stream.ReadByte())
        {
            if (value == '\n')
                return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
            line.Add((byte)value);
        }

        return null;
    }
}
