using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SqlInference.Server.Requests;

namespace SqlInference.Server.Registry.OpenApi;

/// <summary><c>/openapi.json</c>. Open to all: it tells what can be asked, and nothing of what there is.</summary>
sealed class OpenApiApi
{
    byte[]? _document;

    public void Map(ProtocolRoutes routes) => routes.GetOpen("/openapi.json", AnswerAsync);

    async ValueTask AnswerAsync(HttpContext http)
    {
        // All routes are there when the first request comes.
        _document ??= OpenApiDocument.Build(http.RequestServices.GetRequiredService<EndpointDataSource>());
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(_document, http.RequestAborted).ConfigureAwait(false);
    }
}
