using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Requests;
using DurableTeams.Services.Decisions;
using DurableTeams.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>approvals/{requirementId}/resolve</c> and <c>runs/{runId}/continue</c>: where decisions arrive.</summary>
internal static class DecisionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("approvals/{requirementId}/resolve", ResolveAsync)
            .Describe("approvals", "ResolveApproval", 400, 404, 409, 413)
            .WithMetadata(new TakenParameter("prefer"))
            .Says(200, "The run after that");
        routes.MapPost("runs/{runId}/continue", ContinueAsync)
            .Describe("approvals", "ContinueRun", 400, 404, 409, 413)
            .WithMetadata(new TakenParameter("prefer"))
            .Says(200, "The run after that");
    }

    [EndpointSummary("Decides a requirement; its run goes on by itself.")]
    internal static async Task<JsonAnswer<RunView>> ResolveAsync(
        string requirementId, HttpRequest request, ResolveBody body, CallContext call,
        ApprovalService approvals, RunService runs, RunAnswers answers, CancellationToken cancellationToken)
    {
        var requirement = await approvals.ResolveAsync(body.Decision, call.Client, cancellationToken);
        return await answers.DecidedAsync(request, await runs.GetAsync(requirement.RunId, cancellationToken), cancellationToken);
    }

    [EndpointSummary("Decides requirements of a run, all or none.")]
    internal static async Task<JsonAnswer<RunView>> ContinueAsync(
        string runId, HttpRequest request, ContinueBody body, CallContext call,
        ApprovalService approvals, RunAnswers answers, CancellationToken cancellationToken)
    {
        var run = await approvals.ContinueAsync(runId, body.Decisions, call.Client, cancellationToken);
        return await answers.DecidedAsync(request, run, cancellationToken);
    }
}
