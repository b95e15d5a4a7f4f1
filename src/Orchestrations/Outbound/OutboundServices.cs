using DurableTeams.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Outbound;

/// <summary>Registers the guard and sender of outbound calls.</summary>
internal static class OutboundServices
{
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDefinitionEnvironment>(ProcessEnvironment.Instance);
        services.TryAddSingleton<IHostResolver, SystemResolver>();
        services.TryAddSingleton<AllowedNetworks>();
        services.TryAddSingleton<OutboundGuard>();
        services.TryAddSingleton<IOutboundConnector>(provider => provider.GetRequiredService<OutboundGuard>());
        services.TryAddSingleton<OutboundSender>();
        services.TryAddSingleton<OutboundHttp>();
        return services;
    }
}
