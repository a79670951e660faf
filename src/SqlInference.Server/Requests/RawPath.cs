using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SqlInference.Server.Requests;

/// <summary>
/// The path as the client wrote it. In the decoded one, a dot within a part of a model's name cannot be told from the
/// dots between the parts.
/// </summary>
static class RawPath
{
    /// <summary>The segment behind <paramref name="prefix"/>, or null where the path is written in another way.</summary>
    public static string? SegmentBehind(HttpContext http, string prefix)
    {
        var path = PathOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (!path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        path = path[prefix.Length..];
        var end = path.IndexOfAny('/', '?');
        return (end < 0 ? path : path[..end]).ToString();
    }

    /// <summary>Proxies are sent whole URLs.</summary>
    static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (target.StartsWith('/') || authority < 0)
            return target;
        target = target[(authority + "://".Length)..];
        return target.IndexOf('/') is >= 0 and var path ? target[path..] : "/";
    }
}
