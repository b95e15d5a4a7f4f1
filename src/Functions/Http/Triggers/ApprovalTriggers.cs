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
public sealed class ApprovalTriggers(ApprovalService approvals, RunService runs, RunViews views, IRunStore store)
{
    /// <summary>Requirements, newest first.</summary>
    [Function("ListApprovals")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", Route = "approvals")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);
            var page = await store.ListRequirementsAsync(
                new RequirementQuery(
                    query.Word<RequirementStatus>("status"),
                    query.Text("teamId"),
                    query.Text("runId"),
                    query.Text("memberId"),
                    query.Limit(),
                    query.Text("cursor")),
                cancellation);
            return JsonAnswer.Of(new Page<RequirementView>([.. page.Items.Select(RequirementView.Of)], page.Cursor));
        });

    /// <summary>A requirement.</summary>
    [Function("GetApproval")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "approvals/{requirementId}")] HttpRequest request, string requirementId) =>
        ApiCall.RunAsync(request, async cancellation =>
            JsonAnswer.Of(RequirementView.Of(await approvals.GetAsync(requirementId, cancellation))));

    /// <summary>Decides a requirement, as one decision of continue, and answers the same; the run goes on by itself.</summary>
    [Function("ResolveApproval")]
    public Task<IResult> Resolve(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "approvals/{requirementId}/resolve")] HttpRequest request,
        string requirementId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var decision = DecisionFields.Read(await RequestBody.ReadAsync(request), requirementId);
            var requirement = await approvals.ResolveAsync(decision, client, cancellation);
            return JsonAnswer.Of(await views.RunAsync(await runs.GetAsync(requirement.RunId, cancellation), cancellation));
        });

    /// <summary>Decides requirements of one run, all or none.</summary>
    [Function("ContinueRun")]
    public Task<IResult> Continue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/continue")] HttpRequest request,
        string runId,
        [DurableClient] DurableTaskClient client) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var decisions = DecisionFields.ReadAll(await RequestBody.ReadAsync(request));
            var run = await approvals.ContinueAsync(runId, decisions, client, cancellation);
            return JsonAnswer.Of(await views.RunAsync(run, cancellation));
        });
}
