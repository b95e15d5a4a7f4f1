using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>runs/{runId}/spec</c>: what the parties of a negotiation claim, own and make.</summary>
internal static class SpecEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("runs/{runId}/spec", Methods.Read, GetAsync)
            .Describe("runs", "GetRunSpec", 400, 404)
            .WithMetadata(new TakenParameter("memberRunId"))
            .Says(200, "The specification as it stands");

    [EndpointSummary(
        "The specification that the run's team negotiates over; that of a nested team, where one is named by its "
            + "member run.")]
    internal static async Task<JsonAnswer<SpecView>> GetAsync(
        string runId, HttpRequest request, RunService runs, SpecViews specs, CancellationToken cancellationToken)
    {
        var memberRunId = new QueryFields(request).Text("memberRunId");
        return JsonAnswer.Of(
            await specs.OfAsync(await runs.GetAsync(runId, cancellationToken), memberRunId, cancellationToken));
    }
}
