using System.Net;
using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Admission;

/// <summary>
/// A host without a key serves this machine alone. A web page open in a browser on this machine is not this machine: its
/// requests carry the page's origin, or (after DNS rebinding) its host name, and are refused.
/// </summary>
internal static class LocalOnly
{
    /// <summary>Whether a request comes from this machine, and not from a foreign web page.</summary>
    public static bool IsLocal(HttpContext context)
    {
        // Links come with a signature that no foreign page has, through whatever name people reach this host by; and the page
        // of a link tells nobody where it is, so that its form's origin is null.
        if (IsSignedLink(context.Request.Path)) return true;
        var origin = context.Request.Headers.Origin.ToString();
        var remote = context.Connection.RemoteIpAddress;
        var foreign = (remote is not null && !IPAddress.IsLoopback(remote))
            || !IsLoopback(context.Request.Host.Host)
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.IdnHost)));
        return !foreign;
    }

    /// <summary>Answers a request that is not local.</summary>
    public static Task Refuse(HttpContext context) => ProblemShape.SendAsync(context, Problem.Answer(
        403,
        "foreignOrigin",
        "Without a key this host answers only requests that come from this machine and are addressed to it."));

    private static bool IsSignedLink(PathString path) =>
        (path.Value ?? "").Split('/') is ["", var prefix, var approvals, _, var callback]
        && (prefix + approvals + callback).Equals("apiapprovalscallback", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string host) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
