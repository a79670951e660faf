using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Embedded;

namespace SqlInference.Sidecar.Hosting;

/// <summary>PostgreSQL's protocol in front of an embedded engine.</summary>
public sealed class SidecarServer : IAsyncDisposable
{
    // Engine calls block their thread; the pool alone would add one every half second.
    const int BusySessions = 128;

    readonly SidecarOptions _options;
    readonly SidecarHost _host;
    readonly IConnectionListener[] _listeners;
    readonly Task[] _accepting;
    readonly ILogger _logger;

    SidecarServer(SidecarOptions options, SidecarHost host, IConnectionListener[] listeners, ILogger logger)
    {
        _options = options;
        _host = host;
        _listeners = listeners;
        _logger = logger;
        _accepting = [.. listeners.Select(listener => Task.Run(() => AcceptAsync(listener)))];
    }

    /// <summary>Where it listens, with the ports that were chosen for it.</summary>
    public IReadOnlyList<string> Addresses => [.. _listeners.Select(listener => listener.EndPoint.ToString()!)];

    /// <summary>Starts to listen. The engine stays the caller's to dispose of, after the server.</summary>
    public static async Task<SidecarServer> StartAsync(EmbeddedEngine engine, SidecarOptions options, ILoggerFactory loggers, CancellationToken cancellation = default)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, BusySessions), ports);
        var logger = loggers.CreateLogger("SqlInference.Sidecar");
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        var listeners = new List<IConnectionListener>();
        try
        {
            foreach (var address in options.Listen)
                listeners.Add(await transport.BindAsync(address, cancellation).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            foreach (var listener in listeners)
                await listener.DisposeAsync().ConfigureAwait(false);
            throw new SqlInferenceException(ErrorConditions.AddressUnusable,
                $"The sidecar cannot listen on {options.Listen[listeners.Count]}: {exception.Message}", "Name another address with --sidecar, or end what uses this one.", exception);
        }

        var server = new SidecarServer(options, new(engine, new AccessTokens(engine.Service.Catalog, engine.Service.Options.Time), options, logger), [.. listeners], logger);
        Log.Listening(logger, string.Join(", ", server.Addresses));
        return server;
    }

    /// <summary>Lets nobody in any more, ends idle sessions, and waits for busy ones as long as <see cref="SidecarOptions.DrainTimeout"/>.</summary>
    public async Task StopAsync()
    {
        foreach (var listener in _listeners)
            await listener.UnbindAsync().ConfigureAwait(false);
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        await _host.StopAsync(_options.DrainTimeout).ConfigureAwait(false);
        Log.Stopped(_logger);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        foreach (var listener in _listeners)
            await listener.DisposeAsync().ConfigureAwait(false);
        _host.Dispose();
    }

    async Task AcceptAsync(IConnectionListener listener)
    {
        while (true)
        {
            try
            {
                if (await listener.AcceptAsync().ConfigureAwait(false) is not { } connection)
                    return;
                _host.Serve(connection);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                Log.NotAccepted(_logger, exception);
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }
}
