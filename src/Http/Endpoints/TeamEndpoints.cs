using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>teams</c>: the definitions served now.</summary>
internal static class TeamEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("teams", Methods.Read, List)
            .Describe("teams", "ListTeams")
            .Says(200, "The teams");
        routes.MapMethods("teams/{teamId}", Methods.Read, Get)
            .Describe("teams", "GetTeam", 404)
            .Says(200, "The team");
    }

    [EndpointSummary("The teams served now, by id.")]
    internal static JsonAnswer<Page<JsonObject>> List(ITeamCatalog teams) =>
        JsonAnswer.Of(new Page<JsonObject>([.. teams.Teams.Select(DefinitionView.Of)], null));

    [EndpointSummary("A team's definition, secrets masked.")]
    internal static JsonAnswer<JsonObject> Get(string teamId, ITeamCatalog teams) =>
        JsonAnswer.Of(DefinitionView.Of(teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId)));
}
