using DurableTeams.Outbound;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Approvals;

/// <summary>Registers what tells people of requirements.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOutbound();
        services.TryAddSingleton<WebhookKeys>();
        services.TryAddSingleton<NotifyTargets>();
        services.TryAddSingleton<NotifyCallActivity>();
        return services;
    }
}
