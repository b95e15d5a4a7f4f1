using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DurableTeams.Embedded.Hosting;

/// <summary>How Kestrel listens, and what it puts up with.</summary>
internal static class KestrelSetup
{
    // Triggers read a mebibyte and answer 413 beyond. The server's own bound is higher on purpose: past that it cuts the
    // connection, while a body that a trigger leaves is drained, so that a caller still sending gets to read the answer.
    private const long MaxBodyBytes = 64L * 1024 * 1024;

    private const int MaxConnections = 10_000;

    /// <summary>Sets the server up.</summary>
    public static void Configure(KestrelServerOptions kestrel, ListenAddress address)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // Also how long a connection may be silent that asked nothing yet.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;

        // An address named localhost is both of its addresses; a free port cannot be picked for two.
        if (address is { Host: "localhost", Port: > 0 }) kestrel.ListenLocalhost(address.Port, Listen);
        else kestrel.Listen(address.Ip, address.Port, Listen);
    }

    private static void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.UseProblemDetails();
    }
}
