using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Http;

/// <summary>One connection that stays open, and a client that costs next to nothing.</summary>
sealed class KeptConnection : IDisposable
{
    readonly Socket _socket;
    readonly byte[] _buffer = new byte[1 << 16];

    KeptConnection(Socket socket) => _socket = socket;

    public static KeptConnection Tcp(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address.Host, address.Port);
        return new(socket);
    }

    public static KeptConnection Unix(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new(socket);
    }

    public static byte[] Post(string path, string json, params ReadOnlySpan<byte> tensors)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {json.Length + tensors.Length}\r\nInference-Header-Content-Length: {json.Length}\r\n\r\n{json}";
        return [.. Encoding.UTF8.GetBytes(head), .. tensors];
    }

    /// <summary>Sends a request and reads the whole answer to it.</summary>
    public void Call(byte[] request)
    {
        _socket.Send(request);
        var read = 0;
        int end;
        do
            read += Receive(read);
        while ((end = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8)) < 0);
        var head = _buffer.AsSpan(0, end);
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer.AsSpan(0, read)));
        for (var left = end + 4 + Length(head) - read; left > 0;)
            left -= Receive(0);
    }

    public void Dispose() => _socket.Dispose();

    int Receive(int at) => _socket.Receive(_buffer.AsSpan(at)) is > 0 and var count ? count : throw new IOException("The connection was closed.");

    static int Length(ReadOnlySpan<byte> head)
    {
        head = head[(head.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..];
        return int.Parse(head.IndexOf((byte)'\r') is >= 0 and var end ? head[..end] : head, CultureInfo.InvariantCulture);
    }
}
