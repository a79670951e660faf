using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using SqlInference.Gateway.Relay;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.Gateway.Sessions;

/// <summary>A client and the connection to the server that is its own, from the first byte to the last.</summary>
sealed class Session(Socket socket, GatewayOptions options) : IDisposable
{
    const string ConnectionFailure = "08001";

    readonly CancellationTokenSource _login = new(options.LoginTimeout);
    readonly Cycles _cycles = new();
    readonly NetworkStream _socket = new(socket, ownsSocket: true);
    Stream? _server;
    ServerSide? _serverSide;
    string _user = "";

    public async Task RunAsync(bool isOneTooMany)
    {
        Stream client = _socket;
        try
        {
            if (await ClientStart.ReadAsync(_socket, options, _login.Token).ConfigureAwait(false) is not var (packet, stream))
                return;
            client = stream;
            var start = new StartupPacket(BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(sizeof(int))), packet.AsMemory(2 * sizeof(int)));
            if (start.Request == StartupPacket.CancelRequest)
                await CancelAsync(packet).ConfigureAwait(false);
            else if (isOneTooMany)
                throw new WireException(SqlStates.TooManyConnections, $"sorry, too many clients already: the gateway takes {options.MostConnections}", isFatal: true);
            else
                await RelayAsync(client, packet, start).ConfigureAwait(false);
        }
        catch (WireException exception)
        {
            await TellAsync(client, Report.Of(exception)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // The other end is gone, or says nothing; there is nobody to tell.
        }
        finally
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends it as soon as nobody loses something by that.</summary>
    public void End()
    {
        if (_serverSide is null || _serverSide.End())
            Close();
    }

    /// <summary>Ends it at once; what waits for either end goes on with an error.</summary>
    public void Close()
    {
        try
        {
            _login.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came to its end meanwhile.
        }

        _socket.Dispose();
        _server?.Dispose();
    }

    public void Dispose()
    {
        Close();
        _login.Dispose();
    }

    async Task CancelAsync(byte[] packet)
    {
        await using var server = await Upstream.ConnectAsync(options, _login.Token).ConfigureAwait(false);
        await server.WriteAsync(packet, _login.Token).ConfigureAwait(false);
        // The server closes when it has sent the signal; the client may count on that.
        await server.ReadAsync(new byte[1], _login.Token).ConfigureAwait(false);
    }

    async Task RelayAsync(Stream client, byte[] packet, StartupPacket start)
    {
        if (start.IsSession)
        {
            var parameters = StartupParameters.Read(start);
            if (parameters.IsReplication)
                throw new WireException(SqlStates.FeatureNotSupported, "the gateway does not relay replication", isFatal: true, "Connect to the server itself.");
            _user = $"{parameters.UserName}@{parameters.DatabaseName}";
        }

        try
        {
            _server = await Upstream.ConnectAsync(options, _login.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
        {
            var message = $"the server at {Upstream.Name(options.Upstream)} cannot be reached: {exception.Message}";
            options.Log(message);
            throw new WireException(ConnectionFailure, message, isFatal: true);
        }

        await using var server = _server;
        await server.WriteAsync(packet, _login.Token).ConfigureAwait(false);
        using var clientSide = new ClientSide(client, server, _cycles, options, statement => options.Log($"{_user}: {statement}"));
        using var serverSide = _serverSide = new(server, client, _cycles, hidesBinding: options.UpstreamTls is not null && client is not SslStream);
        var fromClient = RunToEndAsync(clientSide.RunAsync);
        var fromServer = RunToEndAsync(serverSide.RunAsync);
        await Task.WhenAny(fromClient, fromServer).ConfigureAwait(false);
        // Where the client has gone, so does the server's session, and the other way round.
        _cycles.Abandon();
        if (fromServer.IsCompleted)
            await client.DisposeAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(fromClient, fromServer).ConfigureAwait(false);
    }

    static async Task RunToEndAsync(Func<Task> side)
    {
        try
        {
            await side().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
        }
    }

    static async Task TellAsync(Stream client, Report report)
    {
        try
        {
            var writer = new MessageWriter(PipeWriter.Create(client, new(leaveOpen: true)));
            writer.Write(report);
            await writer.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
        }
    }
}
