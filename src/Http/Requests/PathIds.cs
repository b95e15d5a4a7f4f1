using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableTeams.Http.Requests;

/// <summary>
/// Ids that callers chose, out of paths. The server decodes a path but for <c>%2F</c>, so that <c>%252F</c> and <c>%2F</c> look
/// the same afterwards: what stands in the request line is decoded here, once.
/// </summary>
internal static class PathIds
{
    /// <summary>The last part of the path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="routed">The part as the route has it, for requests that come without their line.</param>
    public static string Last(HttpRequest request, string routed)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(raw)) return routed;
        var path = raw.AsSpan(0, raw.AsSpan().IndexOfAny('?', '#') is >= 0 and var end ? end : raw.Length).TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
