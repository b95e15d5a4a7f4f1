using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>teams</c>: the definitions served now.</summary>
internal static class TeamEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("teams", Methods.Read, List).WithName("ListTeams");
        routes.MapMethods("teams/{teamId}", Methods.Read, Get).WithName("GetTeam");
    }

    /// <summary>All of them, by id.</summary>
    internal static JsonAnswer<Page<JsonObject>> List(ITeamCatalog teams) =>
        JsonAnswer.Of(new Page<JsonObject>([.. teams.Teams.Select(DefinitionView.Of)], null));

    /// <summary>One of them.</summary>
    internal static JsonAnswer<JsonObject> Get(string teamId, ITeamCatalog teams) =>
        JsonAnswer.Of(DefinitionView.Of(teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId)));
}
