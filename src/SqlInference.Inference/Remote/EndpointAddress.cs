using SqlInference.Errors;

namespace SqlInference.Inference.Remote;

/// <summary>The address that an endpoint's requests begin with.</summary>
static class EndpointAddress
{
    public static Uri Of(RemoteEndpoint endpoint)
    {
        if (endpoint.Url is { } url)
            return url;
        if (endpoint.Protocol is RemoteProtocol.SageMaker or RemoteProtocol.Lambda)
        {
            if (endpoint.Region is not { } region)
                throw Invalid(endpoint, "has neither a URL nor an AWS region", "Give it a URL, or a region in the service's configuration.");
            return endpoint.Protocol == RemoteProtocol.SageMaker ? AwsHosts.SageMaker(region) : AwsHosts.Lambda(region);
        }

        throw Invalid(endpoint, "has no URL", "Write URL 'https://…' in CREATE ENDPOINT.");
    }

    /// <summary>The URL with segments at the end of its path; a query stays behind them.</summary>
    public static Uri Append(Uri url, string path) => new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + path, Fragment = "" }.Uri;

    /// <summary>A name as one segment of a path, whatever it holds.</summary>
    public static string Segment(RemoteEndpoint endpoint, string name) => name is not ("" or "." or "..") ? Uri.EscapeDataString(name)
        : throw Invalid(endpoint, $"cannot be called '{name}' at its host", "Give the name that the endpoint's host knows.");

    static SqlInferenceException Invalid(RemoteEndpoint endpoint, string what, string hint) =>
        new(ErrorConditions.InvalidClauseValue, $"Endpoint '{endpoint.Name}' {what}.", hint);
}
