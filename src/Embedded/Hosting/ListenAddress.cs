using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// The address to listen on: <c>http://</c> and an IP address, <c>localhost</c>, or <c>+</c> for all addresses.
/// </summary>
/// <param name="Ip">The address bound.</param>
/// <param name="Port">The port; 0 picks a free one.</param>
/// <param name="Host">The host as given, for people.</param>
internal sealed record ListenAddress(IPAddress Ip, int Port, string Host)
{
    /// <summary>Whether only this machine can reach the address.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Ip);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        error = null;

        // "+" and "*" are how .NET hosts say "all addresses"; a Uri cannot hold them.
        var all = text.Contains("://+", StringComparison.Ordinal) || text.Contains("://*", StringComparison.Ordinal);
        var readable = all
            ? text.Replace("://+", "://[::]", StringComparison.Ordinal).Replace("://*", "://[::]", StringComparison.Ordinal)
            : text;
        if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            error = "is not a URL such as http://127.0.0.1:7071";
        else if (uri.Scheme == "https")
            error = "asks for https: put a proxy that ends TLS in front, this host speaks http";
        else if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            error = "must end after the port";
        else if (uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            address = new ListenAddress(IPAddress.Loopback, uri.Port, "localhost");
        else if (IPAddress.TryParse(uri.IdnHost, out var ip))
            address = new ListenAddress(ip, uri.Port, uri.Host);
        else
            error = "must name an IP address, localhost, or + for all addresses";
        return address is not null;
    }

    /// <summary>The URL at the port that was bound.</summary>
    public string UrlAt(int port) => string.Create(CultureInfo.InvariantCulture, $"http://{Host}:{port}");

    /// <summary>A URL at which the host can be reached; an address that stands for all addresses is none itself.</summary>
    public string ReachableAt(int port) =>
        Ip.Equals(IPAddress.Any) || Ip.Equals(IPAddress.IPv6Any)
            ? string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}")
            : UrlAt(port);
}
