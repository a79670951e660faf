using System.Net.Http.Headers;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>A token in the Authorization header.</summary>
public sealed class BearerCredential(string token) : IRequestCredential
{
    readonly AuthenticationHeaderValue _header = new("Bearer", SecretText.Require(token, "token"));

    public ValueTask AuthorizeAsync(RequestToAuthorize request, CancellationToken cancellation)
    {
        request.Message.Headers.Authorization = _header;
        return default;
    }
}
