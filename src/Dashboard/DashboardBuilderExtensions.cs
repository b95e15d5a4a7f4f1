using DurableTeams.Dashboard.Hosting;
using DurableTeams.Http.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Serves the dashboard.</summary>
public static class DashboardBuilderExtensions
{
    /// <summary>
    /// Serves pages for people beside the API, wherever <c>MapDurableTeams</c> maps it: an inbox of what waits for a decision,
    /// runs, teams, sessions and a playground. Who may see them is whom the API admits; with a key, people sign in with it once.
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
        return teams;
    }
}
