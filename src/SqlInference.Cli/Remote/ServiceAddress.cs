using System.Net.Sockets;

namespace SqlInference.Cli.Remote;

/// <summary>Where a service listens: <c>http://…</c>, <c>https://…</c> or <c>unix:/path</c>.</summary>
/// <param name="Text">As the user wrote it.</param>
/// <param name="SocketPath">Null but for unix sockets.</param>
sealed record ServiceAddress(string Text, Uri Base, string? SocketPath)
{
    public const string Default = "http://127.0.0.1:8780";

    const string UnixPrefix = "unix:";

    public static ServiceAddress? TryParse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return text[UnixPrefix.Length..] is ['/', _, ..] path ? new(text, new("http://localhost"), path) : null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            ? new(text, uri, null)
            : null;
    }

    public HttpMessageHandler Connect() => SocketPath is not { } path
        ? new SocketsHttpHandler()
        : new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
}
