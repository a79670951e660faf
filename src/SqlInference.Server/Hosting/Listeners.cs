using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SqlInference.Errors;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Hosting;

/// <summary>The addresses of the configuration as Kestrel's listeners.</summary>
static class Listeners
{
    const string UnixPrefix = "unix:";

    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        foreach (var address in options.Listen)
            Listen(kestrel, address);
    }

    static void Listen(KestrelServerOptions kestrel, string address)
    {
        if (address.StartsWith(UnixPrefix, StringComparison.Ordinal))
            kestrel.ListenUnixSocket(address[UnixPrefix.Length..]);
        else if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp)
            kestrel.Listen(IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, uri.Port);
        else
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, string.Create(CultureInfo.InvariantCulture, $"listen: '{address}' is not an address."),
                "Write http://127.0.0.1:8780 or unix:/run/sqlinference.sock.");
    }
}
