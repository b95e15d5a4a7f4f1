using DurableTeams.Runs.Remote;
using DurableTeams.Runs.Remote.A2A;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Services.Work;

/// <summary>Registers what remote members need.</summary>
internal static class RemoteMemberServices
{
    public static IServiceCollection AddRemoteMembers(this IServiceCollection services)
    {
        services.TryAddSingleton<WorkNotices>();
        services.TryAddSingleton<WorkAlarm>();
        services.TryAddSingleton<WorkForms>();
        services.TryAddSingleton<WorkOrders>();
        services.TryAddSingleton<WorkLine>();
        services.TryAddSingleton<WorkService>();
        services.TryAddSingleton<WorkViews>();
        services.TryAddSingleton<WorkMetrics>();
        services.AddSingleton<WorkBeginActivity>();
        services.AddSingleton<WorkLookActivity>();
        services.AddSingleton<PushCallActivity>();
        services.TryAddSingleton<A2AHttp>();
        services.TryAddSingleton<A2AAgents>();
        services.TryAddSingleton<A2AFollower>();
        services.TryAddSingleton<A2AEnds>();
        services.TryAddSingleton<A2ATurn>();
        services.AddSingleton<A2ACallActivity>();
        return services;
    }
}
