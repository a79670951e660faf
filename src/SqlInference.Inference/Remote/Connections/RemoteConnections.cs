using System.Collections.Concurrent;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// The connections of this process to the endpoints of its models, kept open and used again. Redirects are not followed,
/// cookies not kept, proxies not used, compressed answers not asked for. Thread-safe; one for each process, disposed
/// after the backends that use it.
/// </summary>
public sealed class RemoteConnections : IDisposable
{
    readonly RemoteConnectionOptions _options;
    readonly TrustedAuthorities? _authorities;

    // Most processes call nobody, and what a connection needs takes time to load.
    readonly Lazy<HttpMessageInvoker> _invoker;
    readonly ConcurrentDictionary<object, EndpointGate> _gates = [];

    public RemoteConnections(HostPolicy policy, RemoteConnectionOptions? options = null)
    {
        Policy = policy;
        _options = options ?? new();
        _authorities = _options.CertificateAuthorityFile is { } file ? new TrustedAuthorities(file) : null;
        _invoker = new(CreateInvoker);
    }

    public HostPolicy Policy { get; }

    internal TimeProvider Time => _options.Time;

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellation) => _invoker.Value.SendAsync(message, cancellation);

    /// <summary>Shared by all models that were made for the same endpoint with the same limits.</summary>
    internal EndpointGate GateOf(RemoteEndpoint endpoint)
    {
        var settings = endpoint.Settings;
        var key = (endpoint.Name, endpoint.Protocol, endpoint.Url?.AbsoluteUri, endpoint.Region, endpoint.RemoteName, settings.MaxConcurrency, settings.Timeout);
        return _gates.GetOrAdd(key, _ => new EndpointGate(
            new SemaphoreSlim(endpoint.Concurrency()), CallPipeline.Build(settings.Timeout, _options.Retry, _options.Breaker, _options.Time)));
    }

    public void Dispose()
    {
        if (_invoker.IsValueCreated)
            _invoker.Value.Dispose();
        _authorities?.Dispose();
    }

    HttpMessageInvoker CreateInvoker()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            PooledConnectionLifetime = _options.ConnectionLifetime,
            ConnectTimeout = _options.ConnectTimeout,
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            ConnectCallback = new GuardedConnector(Policy, _options.Resolver).ConnectAsync,
        };
        if (_authorities is { } authorities)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => authorities.Accepts(certificate, chain, errors);
        return new(handler, disposeHandler: true);
    }
}
