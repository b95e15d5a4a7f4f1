using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Services;
using DurableTeams.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>runs/{runId}/trace</c>: who did what when, as spans.</summary>
internal static class TraceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("runs/{runId}/trace", Methods.Read, GetAsync)
            .Describe("runs", "GetRunTrace", 404)
            .Says(200, "The trace");

    [EndpointSummary("The run's span tree, from durable data alone.")]
    internal static async Task<JsonAnswer<TraceView>> GetAsync(
        string runId, RunService runs, TraceViews traces, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await traces.OfAsync(await runs.GetAsync(runId, cancellationToken), cancellationToken));
}
