using System.Reflection;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Hosting;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.OpenInference;

/// <summary>The Open Inference Protocol, version 2: https://github.com/kserve/open-inference-protocol</summary>
static class OpenInferenceApi
{
    static readonly string Version = typeof(OpenInferenceApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static void Map(ProtocolRoutes routes, InferenceService service, ServerState state)
    {
        routes.GetOpen("/v2", DescribeAsync);
        routes.GetOpen("/v2/health/live", static http => JsonAnswer.WriteAsync(http, StatusCodes.Status200OK, json => json.WriteBoolean("live", true)));
        routes.GetOpen("/v2/health/ready", http => ReadyAsync(http, state));

        var call = new InferenceCall(service);
        var models = new ModelDocuments(service);
        var statistics = new StatisticsDocuments(service);
        foreach (var model in (string[])[$"{ModelRoute.Prefix}{{model}}", $"{ModelRoute.Prefix}{{model}}/versions/{{{ModelRoute.Version}}}"])
        {
            routes.Get(model, models.DescribeAsync);
            routes.Get($"{model}/ready", models.ReadyAsync);
            routes.Post($"{model}/infer", call.RunAsync);
            routes.Get($"{model}/stats", statistics.OfModelAsync);
        }

        routes.Get($"{ModelRoute.Prefix}stats", statistics.OfAllAsync);
    }

    static ValueTask DescribeAsync(HttpContext http) => JsonAnswer.WriteAsync(http, StatusCodes.Status200OK, static json =>
    {
        json.WriteString("name", "sqlinference");
        json.WriteString("version", Version);
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteStringValue("statistics");
        json.WriteEndArray();
    });

    static ValueTask ReadyAsync(HttpContext http, ServerState state) => state.IsReady
        ? JsonAnswer.WriteAsync(http, StatusCodes.Status200OK, static json => json.WriteBoolean("ready", true))
        : throw new SqlInferenceException(ErrorConditions.ServiceStopping, "The service is stopping.", "Send requests to another one.");
}
