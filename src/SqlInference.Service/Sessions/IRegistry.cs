namespace SqlInference.Service.Sessions;

/// <summary>A running service, as a session asks it: the paths under <c>/v1</c>. Used by one thread at a time but for <see cref="Send"/>.</summary>
public interface IRegistry : IDisposable
{
    /// <summary>Sends a request and answers the JSON of its answer; errors of the service are thrown as they are.</summary>
    /// <param name="content">Null for a request without a body.</param>
    string Send(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation);
}
