using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Configuration;
using SqlInference.Server.Functions;
using SqlInference.Server.Hosting;
using SqlInference.Server.Hosting.LocalSockets;
using SqlInference.Server.Metrics;
using SqlInference.Server.OpenInference;
using SqlInference.Server.Registry;
using SqlInference.Server.Requests;
using SqlInference.Server.SageMaker;
using SqlInference.Service;
using SqlInference.Service.Background;

namespace SqlInference.Server;

/// <summary>The registry and the inference host behind HTTP: every protocol over one <see cref="InferenceService"/>.</summary>
public sealed class InferenceServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly InferenceService _service;
    readonly ServerOptions _options;
    readonly ServerState _state;
    readonly ServerAccess _access;
    readonly RegistryApi _registry;
    readonly ServerMetrics _metrics;

    InferenceServer(WebApplication application, InferenceService service, ServerOptions options, ServerState state, ServerAccess access, RegistryApi registry, ServerMetrics metrics)
    {
        _application = application;
        _service = service;
        _options = options;
        _state = state;
        _access = access;
        _registry = registry;
        _metrics = metrics;
    }

    /// <summary>Where the server listens, with the ports that were chosen for it.</summary>
    public IReadOnlyList<string> Addresses => [.. _application.Urls];

    /// <summary>Where the server writes its log, for what runs beside it.</summary>
    public ILoggerFactory Loggers => _application.Services.GetRequiredService<ILoggerFactory>();

    internal IServiceProvider Services => _application.Services;

    /// <summary>Starts to listen. The service stays the caller's to dispose of, after the server.</summary>
    public static async Task<InferenceServer> StartAsync(
        InferenceService service, ServerOptions options, Action<ILoggingBuilder>? logging = null, CancellationToken cancellation = default)
    {
        var state = new ServerState();
        var access = new ServerAccess(service, options);
        var registry = new RegistryApi(service, new() { PendingLease = options.PendingLease });
        var metrics = new ServerMetrics(service, options);
        var application = Build(service, options, logging);
        try
        {
            Map(application, service, options, state, access, registry, metrics);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            Listeners.SetRights(options);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            access.Dispose();
            metrics.Dispose();
            if (exception is IOException or SocketException or UnauthorizedAccessException)
                throw CannotListen(exception);
            throw;
        }

        var server = new InferenceServer(application, service, options, state, access, registry, metrics);
        service.Trainings.Ended += server.TrainingEnded;
        Log.Listening(application.Logger, string.Join(", ", server.Addresses));
        foreach (var address in options.Listen.Where(address => options.RequireTokens && !address.IsLocal && !address.IsTls))
            Log.PlainTokens(application.Logger, $"http://{address.Host}:{address.Port}");
        if (options.RequireTokens && !access.Tokens.Any)
            Log.NoTokens(application.Logger);
        return server;
    }

    /// <summary>
    /// Takes no new requests and lets those under way end, for as long as <see cref="ServerOptions.DrainTimeout"/>.
    /// </summary>
    public async Task StopAsync()
    {
        _state.Stop();
        Log.Stopping(_application.Logger, _options.DrainTimeout.TotalSeconds);
        await _application.StopAsync().ConfigureAwait(false);
        Log.Stopped(_application.Logger);
    }

    public async ValueTask DisposeAsync()
    {
        _service.Trainings.Ended -= TrainingEnded;
        await _application.DisposeAsync().ConfigureAwait(false);
        // Asks the catalog once more.
        await Task.Run(_metrics.Dispose).ConfigureAwait(false);
        _registry.Dispose();
        _access.Dispose();
    }

    void TrainingEnded(BackgroundTraining training)
    {
        var (model, version) = (training.Model.ToString(), training.Version.Number);
        if (training.Failure is null)
            Log.Trained(_application.Logger, model, version);
        else if (training.WasTakenBack)
            Log.TrainingGivenUp(_application.Logger, model, version, training.Failure.Message);
        else
            Log.TrainingFailed(_application.Logger, model, version, training.Failure);
    }

    static WebApplication Build(InferenceService service, ServerOptions options, Action<ILoggingBuilder>? logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging?.Invoke(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        // Needs the logger, which is there when the server starts to listen.
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options, options.Tls is { } tls
            ? new(tls.Certificate, tls.Key, service.Options.Time, kestrel.ApplicationServices.GetRequiredService<ILogger<TlsCertificate>>(), SslApplicationProtocol.Http2, SslApplicationProtocol.Http11)
            : null));
        // Asked before Kestrel's own, which is there already.
        builder.Services.AddSingleton<IConnectionListenerFactory, LocalTransport>();
        var application = builder.Build();
        application.UseRouting();
        return application;
    }

    static void Map(WebApplication application, InferenceService service, ServerOptions options, ServerState state, ServerAccess access, RegistryApi registry, ServerMetrics metrics)
    {
        ProtocolRoutes Routes(IErrorWriter errors, RequestCounts protocol) => new(application, access.Authenticator, errors, protocol, application.Logger);
        var counts = metrics.Counts;
        var signed = new SignedRequests(access.Authenticator, access.SigningKeys is { } keys ? new(keys, service.Options.Time) : null);
        OpenInferenceApi.Map(Routes(OpenInferenceErrors.Instance, counts.OpenInference), service, state);
        registry.Map(Routes(ProblemErrors.Instance, counts.Registry));
        SageMakerApi.Map(Routes(SageMakerErrors.Instance, counts.SageMaker), service, options.ContainerModel, signed, state);
        FunctionsApi.Map(Routes(ProblemErrors.Instance, counts.Functions), service, options.MaxRequestBytes);
        metrics.Map(Routes(ProblemErrors.Instance, counts.Metrics));
        Routes(ProblemErrors.Instance, counts.Unknown).Others(Unknown.PathAsync);
    }

    static SqlInferenceException CannotListen(Exception exception) => new(ErrorConditions.AddressUnusable,
        $"The service cannot listen: {exception.Message}", "Name another address with --listen, or end what uses this one.", exception);
}
