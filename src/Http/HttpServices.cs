using DurableTeams.Http.Answers;
using DurableTeams.Http.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Http;

/// <summary>What the endpoints need beside the services of the core.</summary>
public static class HttpServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddDurableTeamsHttp(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<RunAnswers>();
        services.TryAddSingleton<PrincipalSource>();
        services.TryAddSingleton<StartLimit>();
        services.AddQuietRequestLogs();
        return services;
    }
}
