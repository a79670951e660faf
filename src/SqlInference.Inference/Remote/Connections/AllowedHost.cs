using System.Buffers;
using System.Net;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// One entry of the allow-list: <c>host</c>, <c>*.suffix</c> or an address, with an optional port and an optional
/// <c>https://</c> (which is what is meant without) or <c>http://</c>.
/// </summary>
sealed class AllowedHost
{
    const string Hint = "Write a host such as 'models.example.com', '*.example.com', '10.0.0.7:8000' or 'http://triton.internal:8000'.";

    static readonly SearchValues<char> NoPartOfAHost = SearchValues.Create("/?#@*\\ ");

    readonly string _host;
    readonly bool _isWildcard;
    readonly int? _port;
    readonly bool _allowsHttp;

    AllowedHost(string host, bool isWildcard, int? port, bool allowsHttp)
    {
        _host = host;
        _isWildcard = isWildcard;
        _port = port;
        IsLoopback = !isWildcard && (host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
        _allowsHttp = allowsHttp || IsLoopback;
    }

    /// <summary>True where the entry names this machine; only then may a name lead to it.</summary>
    public bool IsLoopback { get; }

    public static AllowedHost Parse(string entry)
    {
        var rest = entry.Trim();
        var allowsHttp = rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        var scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && !allowsHttp && !rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw Malformed(entry);
        if (scheme >= 0)
            rest = rest[(scheme + 3)..].TrimEnd('/');

        var isWildcard = rest.StartsWith("*.", StringComparison.Ordinal);
        if (isWildcard)
            rest = rest[2..];
        // The rules of URLs decide what a host is, so that both sides of a comparison have been through them.
        if (rest.AsSpan().ContainsAny(NoPartOfAHost) || !Uri.TryCreate("ws://" + rest, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            throw Malformed(entry);
        if (isWildcard && parsed.HostNameType != UriHostNameType.Dns)
            throw Malformed(entry);
        return new(HostOf(parsed), isWildcard, rest.EndsWith(":" + parsed.Port, StringComparison.Ordinal) ? parsed.Port : null, allowsHttp);
    }

    public bool Matches(string host, int port) =>
        (_port == null || _port == port) &&
        (_isWildcard ? host.Length > _host.Length + 1 && host.EndsWith("." + _host, StringComparison.Ordinal) : host == _host);

    public bool AllowsScheme(string scheme) => scheme == Uri.UriSchemeHttps || (_allowsHttp && scheme == Uri.UriSchemeHttp);

    /// <summary>In the one spelling that is compared: lower case, no dot at the end, addresses in their usual form.</summary>
    public static string HostOf(Uri url) => url.IdnHost.TrimEnd('.').ToLowerInvariant();

    static SqlInferenceException Malformed(string entry) => new(ErrorConditions.ConfigurationInvalid,
        $"'{Sanitised.Text(entry)}' in the list of hosts that endpoints may be on is not a host.", Hint);
}
