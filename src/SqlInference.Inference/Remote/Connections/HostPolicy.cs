using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// The hosts that endpoints may be on, as the service's configuration lists them; none where it lists none. Entries are
/// <c>host</c>, <c>*.suffix</c> (not the suffix itself) or an address, each with an optional port; <c>http://</c> before
/// one allows that scheme too, otherwise only this machine may be called without TLS. This machine has to be named as
/// <c>localhost</c> or by its loopback address.
/// </summary>
public sealed class HostPolicy
{
    readonly AllowedHost[] _entries;

    /// <summary>Throws <see cref="ErrorConditions.ConfigurationInvalid"/> for an entry that is no host.</summary>
    public HostPolicy(params IEnumerable<string> allowedHosts) => _entries = [.. allowedHosts.Select(AllowedHost.Parse)];

    /// <summary>Throws <see cref="ErrorConditions.EndpointNotAllowed"/> where the configuration does not allow the URL.</summary>
    public void Require(string endpoint, Uri url) => Match(endpoint, url);

    internal AllowedHost Match(string endpoint, Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            throw Refused(endpoint, "its URL does not begin with https:// or http://", "Write a whole URL, such as 'https://models.example.com/score'.");
        if (url.UserInfo.Length > 0)
            throw Refused(endpoint, "its URL holds a user name or password", "Put them into a credential of the service's configuration, and name that with CREDENTIAL.");

        var host = AllowedHost.HostOf(url);
        var sameHost = _entries.Where(entry => entry.Matches(host, url.Port)).ToArray();
        if (sameHost.Length == 0)
            throw Refused(endpoint, $"the host {Shown(url)} is not on the list of allowed hosts", "Ask the operator of the service to add the host to its configuration.");
        return Array.Find(sameHost, entry => entry.AllowsScheme(url.Scheme)) ?? throw Refused(endpoint,
            $"the host {Shown(url)} may only be called by https", "Use https, or ask the operator to list the host with 'http://' before it.");
    }

    internal static string Shown(Uri url) => url.IsDefaultPort ? AllowedHost.HostOf(url) : $"{AllowedHost.HostOf(url)}:{url.Port}";

    internal static SqlInferenceException Refused(string endpoint, string why, string hint) =>
        new(ErrorConditions.EndpointNotAllowed, $"Endpoint '{endpoint}' is not allowed: {why}.", hint);
}
