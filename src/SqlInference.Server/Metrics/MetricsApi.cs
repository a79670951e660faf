using System.Text;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;

namespace SqlInference.Server.Metrics;

/// <summary><c>/metrics</c>, for Prometheus. Names of models are not for everybody, so it is for administrators.</summary>
sealed class MetricsApi(FigureReader figures)
{
    public void Map(ProtocolRoutes routes) => routes.Get("/metrics", AnswerAsync);

    async ValueTask AnswerAsync(HttpContext http, Caller caller)
    {
        if (!caller.IsAdmin)
        {
            throw new SqlInferenceException(ErrorConditions.PermissionDenied, "The metrics are for administrators only.",
                "Use a token of the role admin: sqlinference token create --role admin --name NAME.");
        }

        var body = Encoding.UTF8.GetBytes(PrometheusText.Write(MetricFamilies.All, figures.Read(caller.Database)));
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
