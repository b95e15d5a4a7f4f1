using DurableTeams.Dashboard.Hosting;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Health;

/// <summary>How the host is: what is stuck, and what it runs on.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("health", ShowAsync);

    internal static async Task<IResult> ShowAsync(IRunStore store, IDurableTeams teams, CancellationToken cancellationToken)
    {
        await store.CheckHealthAsync(cancellationToken);
        var decisions = await store.ListUndeliveredDecisionsAsync(cancellationToken);
        var runs = await store.ListUndeliveredRunsAsync(cancellationToken);
        var model = new HealthModel(
            (await store.CountPendingAsync(cancellationToken)).Values.Sum(),
            await store.FindOldestPendingAsync(cancellationToken),
            decisions.Count, runs.Count, teams.Teams.Count,
            typeof(IDurableTeams).Assembly.GetName().Version?.ToString(3) ?? "",
            store.GetType().Name);
        return Page.Of<HealthPage>(("Model", model));
    }
}

/// <summary>How the host is.</summary>
/// <param name="Pending">How many questions wait for people.</param>
/// <param name="OldestPending">When the oldest was asked.</param>
/// <param name="Decisions">Decisions that no run has acted on yet.</param>
/// <param name="Runs">Runs that have not begun, or are asked to end.</param>
/// <param name="Teams">How many teams are served.</param>
/// <param name="Version">The version of the product.</param>
/// <param name="Store">What keeps runs.</param>
public sealed record HealthModel(
    int Pending, DateTimeOffset? OldestPending, int Decisions, int Runs, int Teams, string Version, string Store);
