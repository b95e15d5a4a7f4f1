using DurableTeams.Approvals.Notifications;
using DurableTeams.Outbound;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Callbacks;
using DurableTeams.Runs.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Services;

/// <summary>Registers the notification of people.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOutbound();
        services.TryAddSingleton<WebhookKeys>();
        services.TryAddSingleton<NotifyTargets>();
        services.TryAddSingleton<NotifyDelivery>();
        services.TryAddSingleton<NotifyCallActivity>();
        services.TryAddSingleton<CallbackSeal>();
        services.TryAddSingleton<RunCallbackForms>();
        services.TryAddSingleton<RunCallbackActivity>();
        services.TryAddSingleton(provider => new RunCallbacks(provider.GetRequiredService<CallbackSeal>()));
        return services;
    }
}
