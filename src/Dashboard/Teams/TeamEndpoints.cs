using System.Text.Json;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Teams;

/// <summary>Teams: what each is made of, and which definitions are in use.</summary>
internal static class TeamEndpoints
{
    private const int MaxRuns = 200;
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("teams", ListAsync);
        pages.MapGet("teams/{teamId}", ShowAsync);
    }

    internal static async Task<IResult> ListAsync(IDurableTeams teams, IRunStore store, CancellationToken cancellationToken)
    {
        var waiting = await store.CountPendingAsync(cancellationToken);
        return Page.Of<TeamsPage>(("Teams", teams.Teams), ("Waiting", waiting));
    }

    internal static async Task<IResult> ShowAsync(string teamId, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var team = teams.Teams.FirstOrDefault(one => one.Definition.Id == teamId) ?? throw ApiErrors.NotFound("team", teamId);
        var newest = await teams.ListAsync(new RunQuery(TeamId: teamId, Limit: MaxRuns), cancellationToken);
        var uses = newest.Items.GroupBy(run => run.DefinitionVersion).Select(group => new DefinitionUse(
            group.Key, group.Count(run => run.CompletedAt is null), group.Count(), group.Max(run => run.CreatedAt))).ToList();
        return Page.Of<TeamPage>(
            ("Team", team), ("Definition", DefinitionView.Of(team).ToJsonString(Indented)), ("Uses", uses),
            ("Counted", newest.Items.Count));
    }
}

/// <summary>How many of a team's newest runs are on a version of its definition.</summary>
/// <param name="Version">The version.</param>
/// <param name="Open">Runs that have not ended.</param>
/// <param name="All">All of them.</param>
/// <param name="Newest">When the newest was created.</param>
public sealed record DefinitionUse(string Version, int Open, int All, DateTimeOffset Newest);
