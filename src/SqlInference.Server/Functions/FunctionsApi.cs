using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SqlInference.Errors;
using SqlInference.Inference.Formats;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;
using SqlInference.Server.Rows;
using SqlInference.Service;

namespace SqlInference.Server.Functions;

/// <summary>Prediction functions as plain HTTP functions, as behind an API gateway: JSON objects in, predictions out.</summary>
sealed class FunctionsApi
{
    const string Prefix = "/functions/";

    readonly InferenceService _service;
    readonly PublishedFunctions _functions;
    readonly long _maxBytes;

    FunctionsApi(InferenceService service, long maxBytes)
    {
        _service = service;
        _functions = new(service);
        _maxBytes = maxBytes;
    }

    /// <param name="maxBytes">The largest body.</param>
    public static void Map(ProtocolRoutes routes, InferenceService service, long maxBytes) =>
        routes.Post(Prefix + "{function}", new FunctionsApi(service, maxBytes).CallAsync);

    async ValueTask CallAsync(HttpContext http, Caller caller)
    {
        var functions = _functions.Get(RawPath.SegmentBehind(http, Prefix) ?? (string)http.Request.RouteValues["function"]!, caller);
        RequireJson(http.Request);
        using var body = await RequestBody.ReadAsync(http, _maxBytes, "Send fewer rows at once, or raise the setting max_request_bytes.").ConfigureAwait(false);
        using var answer = new PooledBytes();
        await AnswerAsync(http, functions, body, answer).ConfigureAwait(false);

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.BodyWriter.WriteAsync(answer.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    async ValueTask AnswerAsync(HttpContext http, IReadOnlyList<RowModel> functions, PooledBytes body, PooledBytes answer)
    {
        var function = functions.Count == 1 ? functions[0] : Choose(functions, body.Written);
        using var rows = new RequestRows(function.Layout, body.Length);
        var isList = Parse(body.Written, rows);
        using var answers = new FunctionAnswers(function, isList, answer);
        await function.ScoreAsync(rows, withProbabilities: false, answers, RequestContexts.Of(http, _service.Options.Time)).ConfigureAwait(false);
        answers.End();
    }

    static bool Parse(ReadOnlySpan<byte> body, RequestRows rows)
    {
        try
        {
            return FeatureRows.Read(body, rows);
        }
        catch (JsonException exception)
        {
            throw RowErrors.NotJson(exception);
        }
    }

    /// <summary>The function with these parameters; where several have them, the types would have to tell.</summary>
    static RowModel Choose(IReadOnlyList<RowModel> functions, ReadOnlySpan<byte> body)
    {
        IReadOnlyList<string> names;
        try
        {
            names = FeatureRows.NamesInFirst(body);
        }
        catch (JsonException exception)
        {
            throw RowErrors.NotJson(exception);
        }

        var fitting = functions.Where(function => function.Layout.Columns.Select(column => column.Name).ToHashSet().SetEquals(names)).ToArray();
        if (fitting.Length == 1)
            return fitting[0];
        var signatures = string.Join("; ", functions.Select(function => function.Model.Function.ToString()));
        throw RowErrors.Refused(fitting.Length == 0
            ? "None of the functions of this name has these parameters."
            : "Several functions of this name have these parameters.", $"They are {signatures}.");
    }

    static void RequireJson(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType) || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) &&
            (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))))
            return;
        throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"The body's type '{request.ContentType}' is not known.", "Functions take application/json.");
    }
}
