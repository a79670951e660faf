using System.Net.Http.Headers;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>A user name and password in the Authorization header.</summary>
public sealed class BasicCredential : IRequestCredential
{
    readonly AuthenticationHeaderValue _header;

    public BasicCredential(string user, string password)
    {
        if (user.Contains(':', StringComparison.Ordinal))
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, "The user name of a credential holds a colon, which HTTP's basic authentication cannot carry.");
        _header = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public ValueTask AuthorizeAsync(RequestToAuthorize request, CancellationToken cancellation)
    {
        request.Message.Headers.Authorization = _header;
        return default;
    }
}
