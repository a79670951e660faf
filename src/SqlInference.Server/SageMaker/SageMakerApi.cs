using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Formats;
using SqlInference.Server.Access;
using SqlInference.Server.Hosting;
using SqlInference.Server.Requests;
using SqlInference.Server.Rows;
using SqlInference.Service;

namespace SqlInference.Server.SageMaker;

/// <summary>
/// SageMaker's runtime: models behind endpoints, called by unmodified AWS clients; and the paths of its containers, for
/// one model.
/// </summary>
sealed class SageMakerApi
{
    /// <summary>What Amazon takes, so that a client that works here works there.</summary>
    public const int MaxBodyBytes = 6_291_456;

    readonly InferenceService _service;
    readonly HostedEndpoints _endpoints;
    readonly SignedRequests _access;

    SageMakerApi(InferenceService service, string? containerModel, SignedRequests access)
    {
        _service = service;
        _endpoints = new(service, containerModel);
        _access = access;
    }

    public static void Map(ProtocolRoutes routes, InferenceService service, string? containerModel, SignedRequests access, ServerState state)
    {
        var api = new SageMakerApi(service, containerModel, access);
        routes.PostOpen("/endpoints/{endpoint}/invocations",
            http => api.InvokeAsync(http, (string)http.Request.RouteValues["endpoint"]!));
        routes.PostOpen("/invocations", http => api.InvokeAsync(http, null));
        routes.GetOpen("/ping", http =>
        {
            http.Response.StatusCode = state.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return default;
        });
    }

    /// <param name="endpoint">Null for the one model of a container.</param>
    async ValueTask InvokeAsync(HttpContext http, string? endpoint)
    {
        if (InvocationHeaders.IdOf(http.Request.Headers) is { } id)
            RequestId.Suggest(http, id);
        var signature = _access.Begin(http, out var known);
        using var body = await RequestBody.ReadAsync(http, MaxBodyBytes, "Send fewer rows at once.").ConfigureAwait(false);
        var caller = signature is null ? known! : _access.Complete(http, signature, body.Written);

        var headers = InvocationHeaders.Read(http.Request.Headers);
        var hosted = endpoint is null ? _endpoints.Single(caller) : _endpoints.Get(endpoint, caller);
        var model = RowModel.Of(_endpoints.Model(hosted, headers, caller));
        var format = MediaTypes.OfBody(http.Request);
        var style = MediaTypes.OfAnswer(http.Request, format);
        if (hosted.IsJsonAlways)
            style = style with { Format = RowFormat.Json };

        using var rows = new RequestRows(model.Layout, body.Length);
        Read(body.Written, format, rows, hosted.MayHaveHeader);
        using var answer = new PooledBytes();
        using (var answers = new InvocationAnswers(model, style, answer))
        {
            await model.ScoreAsync(rows, answers.WantsProbabilities, answers, RequestContexts.Of(http, _service.Options.Time)).ConfigureAwait(false);
            answers.End();
        }

        await RespondAsync(http, headers, style.Format, answer).ConfigureAwait(false);
    }

    static void Read(ReadOnlySpan<byte> body, RowFormat format, RequestRows rows, bool mayHaveHeader)
    {
        try
        {
            switch (format)
            {
                case RowFormat.Csv: CsvRows.Read(body, rows, mayHaveHeader); break;
                case RowFormat.Json: InstanceRows.ReadDocument(body, rows); break;
                default: InstanceRows.ReadLines(body, rows); break;
            }
        }
        catch (JsonException exception)
        {
            throw RowErrors.NotJson(exception);
        }

        if (rows.RowCount == 0)
            throw RowErrors.NoRows();
        rows.Finish();
    }

    static async ValueTask RespondAsync(HttpContext http, InvocationHeaders headers, RowFormat format, PooledBytes answer)
    {
        var response = http.Response;
        response.ContentType = MediaTypes.NameOf(format);
        response.ContentLength = answer.Length;
        response.Headers["x-amzn-RequestId"] = RequestId.Of(http);
        response.Headers[InvocationHeaders.InvokedVariantHeader] = headers.Variant;
        if (headers.CustomAttributes is { } attributes)
            response.Headers[InvocationHeaders.CustomAttributesHeader] = attributes;
        await response.BodyWriter.WriteAsync(answer.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }
}
