using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Functions.Http.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>teams</c>: the definitions served now.</summary>
public sealed class TeamTriggers(ITeamCatalog teams)
{
    /// <summary>All of them, by id.</summary>
    [Function("ListTeams")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "teams")] HttpRequest request) =>
        ApiCall.RunAsync(request, _ => Task.FromResult<IResult>(
            JsonAnswer.Of(new Page<JsonObject>([.. teams.Teams.Select(DefinitionView.Of)], null))));

    /// <summary>One of them.</summary>
    [Function("GetTeam")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "teams/{teamId}")] HttpRequest request, string teamId) =>
        ApiCall.RunAsync(request, _ => Task.FromResult<IResult>(
            JsonAnswer.Of(DefinitionView.Of(teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId)))));
}
