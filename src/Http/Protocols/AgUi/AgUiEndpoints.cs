using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary><c>teams/{teamId}/agui</c>: a team as an agent of AG-UI 1.0 (https://docs.ag-ui.com/spec/1.0).</summary>
internal static class AgUiEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("teams/{teamId}/agui", RunAsync).ExcludeFromDescription();

    /// <summary>Runs the team, or goes on where a run waits.</summary>
    internal static async Task<IResult> RunAsync(string teamId, HttpRequest request, AgUiParts parts)
    {
        var input = await AgUiInput.ReadAsync(request);
        if (parts.Teams.Find(teamId) is null) throw ApiErrors.NotFound("team", teamId);
        return new AgUiStream(parts, teamId, input);
    }
}
