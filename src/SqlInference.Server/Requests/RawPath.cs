using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SqlInference.Server.Requests;

/// <summary>
/// The path as the client wrote it. In the decoded one, a dot within a part of a model's name cannot be told from the
/// dots between the parts. Some clients decode %2E and %2F in any path: they may write = for %, which stands in no name as it is.
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
        return Escaped(end < 0 ? path : path[..end]);
    }

    /// <summary>The n-th segment.</summary>
    public static string Segment(HttpContext http, int index)
    {
        var path = PathOf(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var query = path.IndexOf('?');
        return Escaped((query < 0 ? path : path[..query]).ToString().Split('/')[index + 1]);
    }

    static string Escaped(ReadOnlySpan<char> segment) => segment.ToString().Replace('=', '%');

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
