using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using SqlInference.Catalog;
using SqlInference.PostgresWire.Startup;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Sessions;

namespace SqlInference.Sidecar.Hosting;

/// <summary>The connections that there are, and what they share.</summary>
sealed class SidecarHost(EmbeddedEngine engine, AccessTokens tokens, SidecarOptions options, ILogger logger) : IDisposable
{
    readonly ConcurrentDictionary<int, Task> _connections = [];
    readonly ConcurrentDictionary<CancelKey, Interruption> _cancellable = [];
    readonly CancellationTokenSource _stopping = new();
    readonly CancellationTokenSource _aborting = new();
    int _last;

    public EmbeddedEngine Engine => engine;

    public AccessTokens Tokens => tokens;

    public SidecarOptions Options => options;

    public ILogger Logger => logger;

    /// <summary>Makes what users who are not there look as if they were.</summary>
    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Those that have logged in are counted: whoever connects and says nothing keeps nobody out.</summary>
    public bool IsFull => _cancellable.Count >= options.MaxConnections;

    public CancellationToken Stopping => _stopping.Token;

    public void Serve(ConnectionContext connection)
    {
        var id = Interlocked.Increment(ref _last);
        // Its first step may be its last, before it is known here.
        var added = new TaskCompletionSource();
        _connections[id] = Task.Run(async () =>
        {
            await added.Task.ConfigureAwait(false);
            try
            {
                using var served = new SidecarConnection(this, connection, id);
                await served.RunAsync().ConfigureAwait(false);
            }
            finally
            {
                _connections.TryRemove(id, out _);
            }
        });
        added.SetResult();
    }

    public Interruption Interruption(CancellationToken clientGone) => new(clientGone, _stopping.Token, _aborting.Token);

    public CancelKey Register(int id, Interruption interruption)
    {
        var key = CancelKey.Create(id);
        _cancellable[key] = interruption;
        return key;
    }

    public void Forget(CancelKey key) => _cancellable.TryRemove(key, out _);

    /// <summary>A wrong key is answered like a right one: not at all.</summary>
    public void Cancel(CancelKey key)
    {
        if (_cancellable.TryGetValue(key, out var interruption))
            interruption.CancelByUser();
    }

    public async Task StopAsync(TimeSpan drain)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        var all = Task.WhenAll(_connections.Values);
        try
        {
            await all.WaitAsync(drain).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        tokens.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }
}
