using SqlInference.Catalog;
using SqlInference.Server.Configuration;
using SqlInference.Service;

namespace SqlInference.Server.Access;

/// <summary>How this server finds out who asks: by token, by signature, or not at all.</summary>
sealed class ServerAccess : IDisposable
{
    readonly CatalogSigningKeys? _catalogKeys;

    public ServerAccess(InferenceService service, ServerOptions options)
    {
        if (options.AccessKeyFile is { } file)
            _catalogKeys = new(service.Catalog, MasterKeyFile.Load(file), service.Options.Time);
        SigningKeys = options.SigningKeys ?? _catalogKeys;
        Tokens = new(service.Catalog, service.Options.Time);
        Authenticator = options.RequireTokens ? new TokenAccess(Tokens) : new OpenAccess();
    }

    public AccessTokens Tokens { get; }

    public IAuthenticator Authenticator { get; }

    /// <summary>Null where signatures are not looked at.</summary>
    public ISigningKeys? SigningKeys { get; }

    public void Dispose()
    {
        Tokens.Dispose();
        _catalogKeys?.Dispose();
    }
}
