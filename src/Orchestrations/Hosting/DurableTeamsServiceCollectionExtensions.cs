using DurableTeams.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Registers durable teams in a program of one's own.</summary>
public static class DurableTeamsServiceCollectionExtensions
{
    /// <summary>
    /// Adds teams, tools, models, an engine and a store. Calls add up. What is wrong or missing is found when the host starts:
    /// one <see cref="Definitions.DefinitionException"/> lists all of it.
    /// <code>
    /// builder.Services.AddDurableTeams(teams => teams.UseSqlite("data").AddTeamsFrom("teams"));
    /// </code>
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Says what there is.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTeams(this IServiceCollection services, Action<DurableTeamsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        configure(new DurableTeamsBuilder(services, CoreServices.AddTo(services)));
        return services;
    }
}
