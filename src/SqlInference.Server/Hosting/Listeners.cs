using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Hosting;

/// <summary>The addresses of the configuration as Kestrel's listeners.</summary>
static class Listeners
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options, TlsCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        foreach (var address in options.Listen)
        {
            if (address.SocketPath is { } path)
                ListenOnSocket(kestrel, path);
            else if (address.IsTls)
                kestrel.Listen(address.Host!, address.Port, listener => UseTls(listener, certificate!));
            else
                kestrel.Listen(address.Host!, address.Port, listener => listener.Protocols = HttpProtocols.Http1);
        }
    }

    /// <summary>The rights of a socket can be given once it is there. Until then the folder's and the umask's guard it.</summary>
    public static void SetRights(ServerOptions options)
    {
        foreach (var path in options.Listen.Select(address => address.SocketPath).OfType<string>())
            File.SetUnixFileMode(path, options.SocketMode);
    }

    static void ListenOnSocket(KestrelServerOptions kestrel, string path)
    {
        SocketFiles.RemoveStale(path);
        kestrel.ListenUnixSocket(path, listener => listener.Protocols = HttpProtocols.Http1);
    }

    static void UseTls(ListenOptions listener, TlsCertificate certificate) => listener.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(certificate.Current()),
    });
}
