using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Npgsql;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Engines.PostgreSql;
using SqlInference.Errors;
using SqlInference.Gateway;
using SqlInference.Server.Configuration;
using SqlInference.Server.Hosting;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference gateway</c>: statements about models for every client of a PostgreSQL server, until a signal ends it.</summary>
sealed class GatewayCommand
{
    const string Examples =
        """
          sqlinference gateway --upstream postgresql://localhost --listen :6432
          sqlinference gateway --upstream 'Host=/var/run/postgresql' --tls-certificate gateway.pem --tls-key gateway.key

        Clients connect to the gateway as they would to the server, and log in there. docs/gateway.md tells more.
        """;

    const int UsualPort = 6432;

    // Whatever is wrong with an address, it is not repeated: there may be a password in it.
    readonly Option<string> _upstream = new("--upstream")
    {
        Description = "The server: postgresql://HOST:PORT, or a connection string. Users, passwords and databases are the clients' own.",
        HelpName = "URL",
        Required = true,
    };

    readonly Option<string[]> _listen = new("--listen")
    {
        Description = $"Where to listen: 127.0.0.1:{UsualPort} (default), :PORT for all addresses of this machine, or unix:/PATH; may be given several times.",
        HelpName = "ADDRESS",
    };

    readonly Option<string?> _certificate = new("--tls-certificate") { Description = "The certificate shown to clients, with those that vouch for it; PEM.", HelpName = "FILE" };

    readonly Option<string?> _key = new("--tls-key") { Description = "Its key; PEM.", HelpName = "FILE" };

    readonly Option<int> _connections = new("--max-connections") { Description = "How many clients there may be at once.", HelpName = "N", DefaultValueFactory = _ => 1000 };

    public static Command Create() => new GatewayCommand().Build();

    Command Build()
    {
        var command = new Command("gateway", "Let clients of a PostgreSQL server type statements about models.") { _upstream, _listen, _certificate, _key, _connections };
        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command.WithExamples(Examples);
    }

    void Check(CommandResult result)
    {
        if (result.GetResult(_upstream) is { Tokens: [var upstream] } && AddressOf(upstream.Value) is null)
            result.AddError("--upstream is not an address: write postgresql://HOST:PORT, or a connection string such as Host=/var/run/postgresql.");
        foreach (var token in result.GetResult(_listen)?.Tokens ?? [])
        {
            if (ListenOn(token.Value) is null)
                result.AddError($"--listen {token.Value} is not an address: write 127.0.0.1:{UsualPort}, :{UsualPort} or unix:/run/gateway.");
        }

        if (result.GetResult(_certificate) is null != result.GetResult(_key) is null)
            result.AddError("--tls-certificate and --tls-key go together.");
    }

    async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var console = new UserConsole();
        try
        {
            // What comes from a socket is sent on by the thread that was told of it: handing it to another costs more than the work itself.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            // Fewer threads find more of it at once; the server and its clients want processors, too.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", $"{Math.Max(1, Environment.ProcessorCount / 2)}");
            using var signals = new StopSignals();
            using var loggers = LoggerFactory.Create(logging => ServerLog.Configure(logging, new()));
            await using var gateway = Start(Options(arguments, console, loggers));
            console.Tell($"The gateway listens on {string.Join(", ", gateway.Addresses)}.");
            await signals.Heard.WaitAsync(cancellation);
            await gateway.StopAsync();
            return 0;
        }
        catch (SqlInferenceException exception)
        {
            console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
            return exception.Condition.ExitCode;
        }
    }

    static GatewayServer Start(GatewayOptions options)
    {
        try
        {
            return GatewayServer.Start(options);
        }
        catch (SocketException exception)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"The gateway cannot listen on {string.Join(", ", options.Listen)}: {exception.Message}.",
                "Another program may have the port, or the address is not this machine's: --listen.", exception);
        }
    }

    GatewayOptions Options(ParseResult arguments, UserConsole console, ILoggerFactory loggers)
    {
        var upstream = AddressOf(arguments.GetValue(_upstream)!)!;
        return new()
        {
            Upstream = upstream.Host is ['/', ..]
                ? new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"{upstream.Host}/.s.PGSQL.{upstream.Port}"))
                : IPAddress.TryParse(upstream.Host, out var address) ? new IPEndPoint(address, upstream.Port)
                : new DnsEndPoint(upstream.Host, upstream.Port),
            UpstreamTls = TlsTo(upstream),
            Listen = arguments.GetValue(_listen) is { Length: > 0 } listen ? [.. listen.Select(text => ListenOn(text)!)] : [new IPEndPoint(IPAddress.Loopback, UsualPort)],
            Tls = arguments.GetValue(_certificate) is { } certificate
                ? new TlsCertificate(certificate, arguments.GetValue(_key)!, TimeProvider.System, loggers.CreateLogger<TlsCertificate>(), new SslApplicationProtocol("postgresql")).Current
                : null,
            MostConnections = arguments.GetValue(_connections),
            Log = line => console.Tell(line),
        };
    }

    static PostgreSqlAddress? AddressOf(string text) => PostgreSqlAddress.IsUrl(text) ? PostgreSqlAddress.TryParseUrl(text) : PostgreSqlAddress.TryParse(text);

    static EndPoint? ListenOn(string text)
    {
        const string unix = "unix:";
        if (text.StartsWith(unix, StringComparison.Ordinal))
            return Path.IsPathFullyQualified(text[unix.Length..]) ? new UnixDomainSocketEndPoint(text[unix.Length..]) : null;
        if (text is [':', ..])
            text = "0.0.0.0" + text;
        return IPEndPoint.TryParse(text.Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal), out var address) ? address : null;
    }

    /// <summary>As libpq has it: <c>require</c> encrypts, and only the <c>verify</c> modes look whose certificate it is.</summary>
    static SslClientAuthenticationOptions? TlsTo(PostgreSqlAddress upstream)
    {
        if (upstream.SslMode is not (SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull))
            return null;
        var options = new SslClientAuthenticationOptions { TargetHost = upstream.Host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (upstream.RootCertificate is { } file)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(file);
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        if (upstream.SslMode == SslMode.VerifyCA)
            options.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        else if (upstream.SslMode == SslMode.Require)
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        return options;
    }
}
