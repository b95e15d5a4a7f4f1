using System.Net;

namespace DurableTeams.Http;

/// <summary>Where a server that listens is reached from this machine.</summary>
internal static class ReachableAddress
{
    /// <summary>The address without a slash at its end. An address that stands for all addresses is none
    /// itself.</summary>
    public static string Of(string listening)
    {
        // Hosts such as * and + stand for every address, and are no part of a URL.
        var text = listening.Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
            .Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return listening.TrimEnd('/');
        var everywhere = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip)
            && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return new UriBuilder(uri) { Host = everywhere ? "localhost" : uri.Host }.Uri.AbsoluteUri.TrimEnd('/');
    }
}
