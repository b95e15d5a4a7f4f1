using System.Text.Json;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Teams;

/// <summary>Teams: what each is made of, and which definitions are in use.</summary>
internal static class TeamEndpoints
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("teams", Methods.Read, ListAsync);
        pages.MapMethods("teams/{teamId}", Methods.Read, ShowAsync);
    }

    internal static async Task<IResult> ListAsync(IDurableTeams teams, CancellationToken cancellationToken)
    {
        var waiting = await teams.CountPendingAsync(cancellationToken);
        return Page.Of<TeamsPage>(("Teams", teams.Teams), ("Waiting", waiting));
    }

    internal static async Task<IResult> ShowAsync(string teamId, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var team = teams.Teams.FirstOrDefault(one => one.Definition.Id == teamId) ?? throw ApiErrors.NotFound("team", teamId);
        return Page.Of<TeamPage>(
            ("Team", team), ("Definition", DefinitionView.Of(team).ToJsonString(Indented)),
            ("Use", await teams.DefinitionUseAsync(teamId, cancellationToken)));
    }
}
