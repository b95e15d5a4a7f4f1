using DurableTeams.Dashboard.Hosting;
using DurableTeams.Dashboard.Links;
using DurableTeams.Definitions;
using DurableTeams.Http;
using DurableTeams.Http.Pages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams;

/// <summary>Serves the dashboard.</summary>
public static class DashboardBuilderExtensions
{
    /// <summary>
    /// Serves pages for people beside the API, wherever <c>MapDurableTeams</c> maps it: an inbox of what waits for a decision,
    /// runs, teams, sessions and a playground. Who may see them is whom the API admits; with a key, people sign in with it once.
    /// The pages behind signed links look the same.
    /// </summary>
    /// <param name="teams">The builder.</param>
    /// <param name="change">Changes how it is served.</param>
    public static DurableTeamsBuilder UseDashboard(
        this DurableTeamsBuilder teams, Func<DashboardOptions, DashboardOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(teams);
        teams.Services.AddSingleton(new DashboardChoice(change ?? (options => options)));
        foreach (var known in teams.Services)
        {
            if (known.ImplementationType == typeof(DashboardPart)) return teams;
        }

        teams.Services.AddSingleton<IEndpointPart, DashboardPart>();
        // Pages of the program's own stay. Where the dashboard is off there are none here, and links show the plain ones.
        teams.Services.TryAddSingleton<ILinkPages>(services =>
            DashboardChoice.Read(
                services.GetRequiredService<IDefinitionEnvironment>(), services.GetServices<DashboardChoice>()) is { } options
                ? new LinkPages(options, services.GetRequiredService<TimeProvider>())
                : null!);
        return teams;
    }
}
