using System.Net.Http.Headers;
using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Remote;

/// <summary>Asks a running service, and tells its errors as the command tells its own.</summary>
sealed class ServiceClient : IRegistry
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ServiceAddress _address;
    readonly HttpClient _http;

    /// <param name="token">Null where the service wants none.</param>
    public ServiceClient(ServiceAddress address, string? token)
    {
        _address = address;
        _http = new(address.Connect()) { BaseAddress = address.Base, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Whether the service says yes; a service that says no has an answer as well.</summary>
    public bool Says(string path, CancellationToken cancellation)
    {
        using var answer = Ask(HttpMethod.Get, path, null, cancellation);
        return answer.IsSuccessStatusCode;
    }

    public JsonElement Get(string path, CancellationToken cancellation) => SendFor(HttpMethod.Get, path, null, cancellation);

    public string Send(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation) =>
        SendFor(method, path, content, cancellation).GetRawText();

    JsonElement SendFor(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var answer = Ask(method, path, content, cancellation);
        var body = Body(answer, cancellation);
        if (answer.IsSuccessStatusCode)
            return body ?? throw NotOurs($"{(int)answer.StatusCode} without JSON");
        throw ErrorIn(body) ?? NotOurs($"{(int)answer.StatusCode} {answer.ReasonPhrase}");
    }

    public void Dispose() => _http.Dispose();

    HttpResponseMessage Ask(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            // Statements, and rows above all, take as long as they take.
            if (method == HttpMethod.Get)
                patience.CancelAfter(Patience);
            return _http.Send(request, patience.Token);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {Patience.TotalSeconds:F0} s", exception);
        }
    }

    JsonElement? Body(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            using var stream = answer.Content.ReadAsStream(cancellation);
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(exception.Message, exception);
        }
    }

    static SqlInferenceException? ErrorIn(JsonElement? body)
    {
        if (body is not { } problem || !problem.TryGetProperty("code", out var code) || code.ValueKind != JsonValueKind.String || ErrorConditions.Find(code.GetString()!) is not { } condition)
            return null;
        return new(condition, Text(problem, "detail") ?? condition.Name,
            condition == ErrorConditions.Unauthenticated ? "Give a token with --token-file, or in the environment variable SQLI_TOKEN." : Text(problem, "hint"));
    }

    static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    SqlInferenceException NotOurs(string answer) => new(ErrorConditions.ServiceUnreachable,
        $"What listens at {_address.Text} answers, but not as sqlinference: {answer}.", "Name the service's address with --url.");

    SqlInferenceException Unreachable(string why, Exception inner) => new(ErrorConditions.ServiceUnreachable,
        $"There is no service at {_address.Text}: {why}.", "Start it with 'sqlinference serve', or name its address with --url.", inner);
}
