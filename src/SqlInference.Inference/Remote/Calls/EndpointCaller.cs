using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using SqlInference.Inference.Remote.Connections;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>Sends requests to one endpoint, again where that is safe, and gives back whole 2xx answers.</summary>
sealed class EndpointCaller(RemoteEndpoint endpoint, RemoteConnections connections, string awsService)
{
    readonly EndpointGate _gate = connections.GateOf(endpoint);

    public string Endpoint => endpoint.Name;

    /// <summary>The caller disposes the answer. The request's body stays in use until this has completed.</summary>
    public async Task<RemoteReply> SendAsync(RemoteRequest request, CancellationToken cancellation)
    {
        await _gate.Places.WaitAsync(cancellation).ConfigureAwait(false);
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            return await _gate.Pipeline.ExecuteAsync(static (context, call) => call.Caller.AttemptAsync(call.Request, context.CancellationToken),
                context, (Caller: this, Request: request)).ConfigureAwait(false);
        }
        catch (AttemptException failure)
        {
            throw failure.Shown;
        }
        catch (TimeoutRejectedException)
        {
            throw RemoteErrors.Late(endpoint.Name, endpoint.Settings.Timeout);
        }
        catch (BrokenCircuitException open)
        {
            throw RemoteErrors.LeftAlone(endpoint.Name, open.RetryAfter);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            _gate.Places.Release();
        }
    }

    async ValueTask<RemoteReply> AttemptAsync(RemoteRequest request, CancellationToken cancellation)
    {
        using var message = request.CreateMessage(endpoint.Name);
        if (endpoint.Credential is { } credential)
            await credential.AuthorizeAsync(new(message, request.Body, awsService, endpoint.Region), cancellation).ConfigureAwait(false);

        var reply = await ExchangeAsync(message, cancellation).ConfigureAwait(false);
        if (StatusClassifier.Failure(endpoint.Name, reply, connections.Time.GetUtcNow()) is not { } failure)
            return reply;
        reply.Dispose();
        throw failure;
    }

    async Task<RemoteReply> ExchangeAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        try
        {
            using var response = await connections.SendAsync(message, cancellation).ConfigureAwait(false);
            var body = await BoundedBody.ReadAsync(response.Content, endpoint.Settings.MaxResponseBytes, cancellation).ConfigureAwait(false);
            return body != null ? new RemoteReply(response, body) : throw new AttemptException(FailureKind.Refused,
                RemoteErrors.Invalid(endpoint.Name, $"answered more than {endpoint.Settings.MaxResponseBytes} bytes."));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw RemoteErrors.FromTransport(endpoint.Name, message.RequestUri!, exception);
        }
        // The handler's own limit for connecting; the caller's cancel and the time limit come by the token.
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw RemoteErrors.FromTransport(endpoint.Name, message.RequestUri!, new HttpRequestException(HttpRequestError.ConnectionError, null, exception));
        }
    }
}
