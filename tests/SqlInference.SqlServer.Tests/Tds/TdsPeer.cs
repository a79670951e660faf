using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SqlInference.SqlServer.Tests.Tds;

/// <summary>
/// Speaks as a SQL Server does to clients that send batches of text and do not ask for encryption. It executes nothing: it keeps what it was sent, and says
/// what it is told to say.
/// </summary>
sealed class TdsPeer : IDisposable
{
    const byte Batch = 0x01, Response = 0x04, Attention = 0x06, Login = 0x10, PreLogin = 0x12;
    const byte Encryption = 1, NoEncryption = 2;
    const int LargestPacket = 4096;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Func<string, TdsAnswer> _answer;
    readonly TdsAnswer _login;
    readonly X509Certificate2? _certificate;
    readonly CancellationTokenSource _end = new();
    readonly Task _accepting;
    readonly List<string> _batches = [];

    /// <param name="answer">What to say to a batch.</param>
    /// <param name="login">What to say to a login; null lets everybody in.</param>
    /// <param name="certificate">What to show to those who ask for encryption; they are not expected to come further.</param>
    public TdsPeer(Func<string, TdsAnswer> answer, TdsAnswer? login = null, X509Certificate2? certificate = null)
    {
        (_answer, _login, _certificate) = (answer, login ?? TdsAnswer.Login("shop"), certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What a client may write for it.</summary>
    public string Url => $"sqlserver://ann:secret@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/shop?encrypt=false&connect_timeout=20";

    public string[] Batches
    {
        get
        {
            lock (_batches)
                return [.. _batches];
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _accepting.GetAwaiter().GetResult();
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The listener was stopped.
            await Task.WhenAll(sessions);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream) is { } message)
                {
                    var answer = message.Type switch
                    {
                        PreLogin => [],
                        Login => _login.ToArray(),
                        Attention => TdsAnswer.Cancelled.ToArray(),
                        Batch => Say(message.Body) is { IsAwaited: false } said ? said.ToArray() : null,
                        var type => throw new InvalidOperationException($"A message of type {type:X2} is not understood."),
                    };
                    if (message.Type == PreLogin)
                    {
                        await WriteAsync(stream, PreLoginAnswer(_certificate is null ? NoEncryption : Encryption));
                        if (_certificate is not null)
                            await new SslStream(new TdsHandshakeStream(stream)).AuthenticateAsServerAsync(_certificate);
                    }
                    else if (answer is not null)
                        await WriteAsync(stream, answer);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
            {
                // The client went, or the test is over.
            }
        }
    }

    TdsAnswer Say(byte[] body)
    {
        var text = Encoding.Unicode.GetString(body.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(body)));
        lock (_batches)
            _batches.Add(text);
        return _answer(text);
    }

    async Task<(byte Type, byte[] Body)?> ReadAsync(NetworkStream stream)
    {
        var body = new List<byte>();
        var head = new byte[8];
        do
        {
            if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, _end.Token) < head.Length)
                return null;
            var part = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)) - head.Length];
            await stream.ReadExactlyAsync(part, _end.Token);
            body.AddRange(part);
        }
        while ((head[1] & 1) == 0);
        return (head[0], [.. body]);
    }

    async Task WriteAsync(NetworkStream stream, byte[] message)
    {
        for (var start = 0; start == 0 || start < message.Length;)
        {
            var length = Math.Min(LargestPacket - 8, message.Length - start);
            var packet = new byte[length + 8];
            (packet[0], packet[1]) = (Response, start + length == message.Length ? (byte)1 : (byte)0);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            message.AsSpan(start, length).CopyTo(packet.AsSpan(8));
            await stream.WriteAsync(packet, _end.Token);
            start += Math.Max(length, 1);
        }
    }

    // Version 15, no instance, no MARS.
    static byte[] PreLoginAnswer(byte encryption) =>
    [
        0x00, 0, 21, 0, 6,
        0x01, 0, 27, 0, 1,
        0x02, 0, 28, 0, 1,
        0x04, 0, 29, 0, 1,
        0xFF,
        15, 0, 0, 0, 0, 0, encryption, 0, 0,
    ];
}
