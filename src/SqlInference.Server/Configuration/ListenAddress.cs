using System.Net;

namespace SqlInference.Server.Configuration;

/// <summary>One address to listen on.</summary>
public sealed record ListenAddress
{
    const string UnixPrefix = "unix:";

    /// <summary>The path of a unix socket; null for the others.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Null for unix sockets.</summary>
    public IPAddress? Host { get; init; }

    public int Port { get; init; }

    public bool IsTls { get; init; }

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLocal => Host is null || IPAddress.IsLoopback(Host);

    /// <summary>Reads an address as it is written in the configuration; otherwise says what is wrong with it.</summary>
    public static ListenAddress? TryParse(string text, out string? error)
    {
        error = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            if (Path.IsPathFullyQualified(path))
                return new() { SocketPath = path };
            error = $"'{text}': the path of a unix socket begins with /";
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            error = $"'{text}' is not an address; write http://127.0.0.1:8780, https://0.0.0.0:8443 or unix:/run/sqlinference.sock";
            return null;
        }

        if (HostOf(uri) is { } host)
            return new() { Host = host, Port = uri.Port, IsTls = uri.Scheme == "https" };
        error = $"'{text}': write the host as an IP address, localhost, or 0.0.0.0 and [::] for all";
        return null;
    }

    static IPAddress? HostOf(Uri uri) => uri.Host == "localhost"
        ? IPAddress.Loopback
        : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address : null;
}
