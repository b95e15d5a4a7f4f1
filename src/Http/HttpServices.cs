using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;

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
        services.TryAddSingleton<ApiDescription>();
        services.AddOpenApi(ApiDescription.Name, options =>
        {
            // A HEAD is the GET without its body.
            options.ShouldInclude = endpoint => endpoint.HttpMethod != HttpMethods.Head;
            options.AddOperationTransformer<OperationTransformer>();
        });
        services.AddQuietRequestLogs();
        return services;
    }
}
