using SqlInference.Catalog;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Scram;
using SqlInference.PostgresWire.Startup;
using SqlInference.Service.Embedded;
using SqlInference.Sidecar.Access;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Hosting;

/// <summary>Finds out whose a connection is: the user is a token's name, and the password its text.</summary>
sealed class LogIn(SidecarHost host, MessageReader input, MessageWriter output, string address)
{
    public async ValueTask<SidecarLogin> RunAsync(StartupParameters parameters, bool isLocal, byte[]? endPoint, CancellationToken cancellation)
    {
        var user = parameters.UserName;
        if (host.Options.TrustsThisMachine && isLocal)
        {
            output.Write(default(AuthenticationOk));
            return SidecarLogin.Trusted(user, host.Engine.Service);
        }

        var token = host.Tokens.FindByName(user);
        var secret = token is { Scram: var scram }
            ? new ScramSecret(scram.Salt.ToArray(), scram.Iterations, scram.StoredKey.ToArray(), scram.ServerKey.ToArray())
            : ScramSecret.ForNobody(user, host.Secret);
        var server = new ScramServer(secret, endPoint);
        output.Write(new AuthenticationSasl(server.Mechanisms));
        var first = SaslInitialResponse.Read(await NextAsync(cancellation).ConfigureAwait(false));
        output.Write(new AuthenticationSaslStep(server.Challenge(first.Mechanism, first.Data), IsFinal: false));
        var last = server.Verify((await NextAsync(cancellation).ConfigureAwait(false)).Payload.Span);
        if (last is null || token is null)
            throw Refused(user);
        output.Write(new AuthenticationSaslStep(last, IsFinal: true));
        output.Write(default(AuthenticationOk));
        return LoginOf(token);
    }

    SidecarLogin LoginOf(TokenRecord token)
    {
        if (token.Owner.Database is { } database && database != EmbeddedEngine.DatabaseName)
            throw Denied($"The token '{token.Owner.Name}' is for the database {database}.", "Use a token for all databases, or for this one.");
        if (token.Owner.Role == AccessRole.Adapter)
            throw Denied($"The token '{token.Owner.Name}' is an adapter's, which speaks for others by HTTP only.", "Use a token with the role admin, create or execute.");
        return SidecarLogin.Of(token.Owner, host.Engine.Service);
    }

    async ValueTask<Message> NextAsync(CancellationToken cancellation)
    {
        if (!await output.FlushAsync(cancellation).ConfigureAwait(false) || await input.ReadAsync(cancellation).ConfigureAwait(false) is not { } message)
            throw new ClientGoneException();
        return message.Frontend == FrontendCode.Password ? message : throw WireException.Violation($"expected password response, got message type {message.Code}");
    }

    FatalReportException Refused(string user)
    {
        Log.Refused(host.Logger, user, address);
        return new(new(Severity.Fatal, SqlStates.InvalidPassword, $"password authentication failed for user \"{user}\"",
            Hint: "The user is the name of a token, the password its text: sqlinference token create."));
    }

    static FatalReportException Denied(string message, string hint) => new(new(Severity.Fatal, SqlStates.InvalidAuthorization, message, Hint: hint));
}
