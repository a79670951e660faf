using System.Net;
using Microsoft.AspNetCore.Connections;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Startup;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Sessions;

namespace SqlInference.Sidecar.Hosting;

/// <summary>One connection: how it starts, who it is, its session.</summary>
sealed class SidecarConnection(SidecarHost host, ConnectionContext connection, int id) : IDisposable
{
    const int LongestLogInMessage = 64 * 1024;

    static readonly string[] DatabaseNames = [EmbeddedEngine.DatabaseName, EmbeddedEngine.WarehouseName, "postgres"];

    MessageReader _input = new(connection.Transport.Input, LongestLogInMessage);
    MessageWriter _output = new(connection.Transport.Output);
    EncryptedTransport? _encrypted;

    string Address => connection.RemoteEndPoint?.ToString() ?? "a client";

    public async Task RunAsync()
    {
        try
        {
            await ServeAsync().ConfigureAwait(false);
        }
        catch (FatalReportException exception)
        {
            await LastWordAsync(exception.Report).ConfigureAwait(false);
        }
        catch (WireException exception)
        {
            await LastWordAsync(Report.Of(exception) with { Severity = Severity.Fatal }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClientGoneException or OperationCanceledException or IOException or ConnectionResetException or ConnectionAbortedException)
        {
            // Nobody is left to be told.
        }
        catch (Exception exception)
        {
            Log.SessionFailed(host.Logger, Address, exception);
            await LastWordAsync(ErrorReports.Of(exception) with { Severity = Severity.Fatal }).ConfigureAwait(false);
        }
        finally
        {
            if (_encrypted is not null)
                await _encrypted.DisposeAsync().ConfigureAwait(false);
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
            await connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _input.Dispose();

    async Task ServeAsync()
    {
        using var logIn = CancellationTokenSource.CreateLinkedTokenSource(host.Stopping, connection.ConnectionClosed);
        logIn.CancelAfter(host.Options.LogInTimeout);
        if (await StartAsync(logIn.Token).ConfigureAwait(false) is not { } parameters)
            return;
        if (host.IsFull)
            throw new FatalReportException(new(Severity.Fatal, SqlStates.TooManyConnections, "sorry, too many clients already"));
        var login = await new LogIn(host, _input, _output, Address).RunAsync(parameters, IsLocal(), _encrypted?.EndPoint, logIn.Token).ConfigureAwait(false);
        if (!DatabaseNames.Contains(parameters.DatabaseName) && parameters.DatabaseName != parameters.UserName)
        {
            throw new FatalReportException(new(Severity.Fatal, "3D000", $"database \"{parameters.DatabaseName}\" does not exist",
                Hint: $"The database of this server is called \"{EmbeddedEngine.DatabaseName}\"."));
        }

        logIn.CancelAfter(Timeout.InfiniteTimeSpan);
        Log.LoggedIn(host.Logger, login.Name, Address);
        _input.Longest = host.Options.LongestMessage;
        using var interruption = host.Interruption(connection.ConnectionClosed);
        var key = host.Register(id, interruption);
        try
        {
            using var context = new SessionContext(host.Engine, login, _input, _output, interruption, new(host.Logger, host.Options, login.Name, Address));
            context.Settings.Begin(parameters.Settings);
            context.Settings.Tell();
            _output.Write(new BackendKeyData(key));
            await Session.ReadyAsync(context).ConfigureAwait(false);
            await new Session(context).RunAsync().ConfigureAwait(false);
        }
        catch (StatementException exception)
        {
            throw new FatalReportException(ErrorReports.Of(exception) with { Severity = Severity.Fatal });
        }
        finally
        {
            host.Forget(key);
        }
    }

    /// <summary>What the client wants; null where that was not a session.</summary>
    async ValueTask<StartupParameters?> StartAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await _input.ReadStartupAsync(cancellation).ConfigureAwait(false) is not { } packet)
                return null;
            switch (packet.Request)
            {
                case StartupPacket.CancelRequest:
                    host.Cancel(CancelKey.Read(packet));
                    return null;
                case StartupPacket.GssRequest:
                    await AnswerAsync('N', cancellation).ConfigureAwait(false);
                    break;
                case StartupPacket.TlsRequest when host.Options.Tls is { } tls && _encrypted is null:
                    await AnswerAsync('S', cancellation).ConfigureAwait(false);
                    await EncryptAsync(tls, cancellation).ConfigureAwait(false);
                    break;
                case StartupPacket.TlsRequest:
                    await AnswerAsync('N', cancellation).ConfigureAwait(false);
                    break;
                default:
                    return Parameters(packet);
            }
        }
    }

    StartupParameters Parameters(StartupPacket packet)
    {
        if (!packet.IsSession)
        {
            throw new FatalReportException(new(Severity.Fatal, SqlStates.FeatureNotSupported,
                $"unsupported frontend protocol {packet.Request >> 16}.{packet.MinorVersion}: server supports 3.0 to 3.0"));
        }

        var parameters = StartupParameters.Read(packet);
        if (parameters.IsReplication)
            throw new FatalReportException(new(Severity.Fatal, SqlStates.FeatureNotSupported, "replication is not supported here"));
        if (packet.MinorVersion > 0 || parameters.Extensions.Count > 0)
            _output.Write(new NegotiateProtocolVersion(0, parameters.Extensions));
        return parameters;
    }

    async ValueTask AnswerAsync(char answer, CancellationToken cancellation)
    {
        _output.Output.GetSpan(1)[0] = (byte)answer;
        _output.Output.Advance(1);
        await _output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    async ValueTask EncryptAsync(Func<System.Net.Security.SslServerAuthenticationOptions> tls, CancellationToken cancellation)
    {
        _input.Release();
        // Whoever could send plain text ahead of the handshake could put words into the client's mouth.
        if (connection.Transport.Input.TryRead(out var read))
        {
            var isEmpty = read.Buffer.IsEmpty;
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            if (!isEmpty && !read.IsCompleted && read.Buffer.FirstSpan[0] != EncryptedTransport.HandshakeRecord)
                throw WireException.Violation("received unencrypted data after SSL request");
        }

        _encrypted = await EncryptedTransport.AcceptAsync(connection.Transport, tls(), cancellation).ConfigureAwait(false);
        _input.Dispose();
        _input = new(_encrypted.Input, LongestLogInMessage);
        _output = new(_encrypted.Output);
    }

    bool IsLocal() => connection.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);

    async ValueTask LastWordAsync(Report report)
    {
        try
        {
            // Whoever does not read does not have to be waited for long.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            _output.Write(report);
            await _output.FlushAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // It is gone.
        }
    }
}
