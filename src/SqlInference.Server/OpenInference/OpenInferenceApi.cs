using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Hosting;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.OpenInference;

/// <summary>The Open Inference Protocol, version 2: https://github.com/kserve/open-inference-protocol</summary>
static class OpenInferenceApi
{
    public static void Map(ProtocolRoutes routes, InferenceService service, ServerState state)
    {
        routes.GetOpen("/v2/health/live", static http => HealthAsync(http, "live"));
        routes.GetOpen("/v2/health/ready", http => ReadyAsync(http, state));
    }

    static ValueTask ReadyAsync(HttpContext http, ServerState state) => state.IsReady
        ? HealthAsync(http, "ready")
        : throw new SqlInferenceException(ErrorConditions.ServiceStopping, "The service is stopping.", "Send requests to another one.");

    static async ValueTask HealthAsync(HttpContext http, string what)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"{{what}}":true}""", http.RequestAborted).ConfigureAwait(false);
    }
}
