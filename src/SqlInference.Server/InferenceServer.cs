using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SqlInference.Server.Access;
using SqlInference.Server.Configuration;
using SqlInference.Server.Hosting;
using SqlInference.Server.OpenInference;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server;

/// <summary>The registry and the inference host behind HTTP: every protocol over one <see cref="InferenceService"/>.</summary>
public sealed class InferenceServer : IAsyncDisposable
{
    readonly WebApplication _application;

    InferenceServer(WebApplication application) => _application = application;

    /// <summary>Where the server listens, with the ports that were chosen for it.</summary>
    public IReadOnlyList<string> Addresses => [.. _application.Urls];

    /// <summary>Starts to listen. The service stays the caller's to dispose of, after the server.</summary>
    public static async Task<InferenceServer> StartAsync(
        InferenceService service, ServerOptions options, Action<ILoggingBuilder>? logging = null, CancellationToken cancellation = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging?.Invoke(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, options));
        var application = builder.Build();
        application.UseRouting();
        Map(application, service);
        await application.StartAsync(cancellation).ConfigureAwait(false);
        var server = new InferenceServer(application);
        Log.Listening(application.Logger, string.Join(", ", server.Addresses));
        return server;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync().ConfigureAwait(false);

    static void Map(WebApplication application, InferenceService service)
    {
        IAuthenticator access = new OpenAccess();
        OpenInferenceApi.Map(new(application, access, OpenInferenceErrors.Instance, application.Logger), service);
        application.MapFallback(Unknown.PathAsync);
    }
}
