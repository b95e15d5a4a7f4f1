using DurableTeams.Approvals;
using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>approvals</c>, the inbox over all runs, and <c>runs/{runId}/continue</c>.</summary>
public sealed class ApprovalTriggers(
    ApprovalService approvals, RunService runs, RunAnswers answers, RequirementViews requirements, ViewLog viewed, PrincipalSource principals, IRunStore store)
{
    // What is asked is shown whole, so that it can be decided: a call's arguments may be long.
    private const int RequirementsAtOnce = 10;

    /// <summary>Requirements, newest first.</summary>
    [Function("ListApprovals")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "approvals")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);
            var which = new RequirementQuery(query.Word<RequirementStatus>("status"), query.Text("teamId"), query.Text("runId"), query.Text("memberId"));
            return await new ListAnswer<RequirementView>(query.Limit(), RequirementsAtOnce, ReadAsync).BeginAsync(query.Text("cursor"), cancellation);

            async Task<StorePage<RequirementView>> ReadAsync(int limit, string? cursor, CancellationToken cancellation)
            {
                var page = await store.ListRequirementsAsync(which with { Limit = limit, Cursor = cursor }, cancellation);
                return new StorePage<RequirementView>([.. page.Items.Select(requirements.Of)], page.Cursor);
            }
        });

    /// <summary>A requirement.</summary>
    [Function("GetApproval")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "approvals/{requirementId}")] HttpRequest request, string requirementId) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var requirement = await approvals.GetAsync(requirementId, cancellation);
            // A head shows nothing to anybody.
            if (!HttpMethods.IsHead(request.Method)) await viewed.RecordAsync(requirement, principals.Find(request), principals.From(request, "api"), cancellation);
            return JsonAnswer.Of(requirements.Of(requirement));
        });

    /// <summary>How many requirements are pending, by team.</summary>
    [Function("CountApprovals")]
    public Task<IResult> Count([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "approvals/counts")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var counts = await store.CountPendingAsync(cancellation);
            return JsonAnswer.Of(new
            {
                items = counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => new { teamId = count.Key, pending = count.Value }),
            });
        });

    /// <summary>Who did what to a requirement, and when.</summary>
    [Function("GetApprovalAudit")]
    public Task<IResult> Audit(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "approvals/{requirementId}/audit")] HttpRequest request, string requirementId) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var requirement = await approvals.GetAsync(requirementId, cancellation);
            return JsonAnswer.Of(new { items = await store.ListAuditAsync(requirement.RequirementId, cancellation) });
        });

    /// <summary>Decides a requirement, as one decision of continue, and answers the same; the run goes on by itself.</summary>
    [Function("ResolveApproval")]
    public Task<IResult> Resolve(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "approvals/{requirementId}/resolve")] HttpRequest request,
        string requirementId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var decision = new DecisionFields(principals, request).Read(await RequestBody.ReadAsync(request), requirementId);
            var requirement = await approvals.ResolveAsync(decision, client, cancellation);
            return await answers.DecidedAsync(request, await runs.GetAsync(requirement.RunId, cancellation), cancellation);
        });

    /// <summary>Decides requirements of one run, all or none.</summary>
    [Function("ContinueRun")]
    public Task<IResult> Continue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/continue")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var decisions = new DecisionFields(principals, request).ReadAll(await RequestBody.ReadAsync(request));
            var run = await approvals.ContinueAsync(runId, decisions, client, cancellation);
            return await answers.DecidedAsync(request, run, cancellation);
        });
}
