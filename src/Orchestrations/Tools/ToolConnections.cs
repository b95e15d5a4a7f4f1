using System.Net;
using DurableTeams.Outbound;
using DurableTeams.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Tools;

/// <summary>The HTTP connections of tool kinds.</summary>
internal static class ToolConnections
{
    /// <summary>
    /// Adds a client of this name for calls to the servers of tools. Networks that <see cref="ToolNetworks"/> closes are not
    /// called, redirects are not followed, and requests carry the trace.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="outermost">Makes the handler that sees a request first; null for none.</param>
    public static void Add(IServiceCollection services, string name, Func<DelegatingHandler>? outermost = null)
    {
        // No resilience handler: whether a call is made again is the run's to decide, which counts attempts durably and knows
        // which calls must not be made twice. And no loggers of the factory: they write addresses, and the path of one may be a
        // secret.
        var client = services.AddHttpClient(name, made => made.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        if (outermost is not null) client.AddHttpMessageHandler(outermost);
        client.AddHttpMessageHandler(() => new TraceHeader()).ConfigurePrimaryHttpMessageHandler(Create);
    }

    private static SocketsHttpHandler Create(IServiceProvider services) =>
        services.GetRequiredService<ToolNetworks>().Apply(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectTimeout = TimeSpan.FromSeconds(15),
            },
            services.GetRequiredService<OutboundGuard>());
}
