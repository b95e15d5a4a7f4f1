using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>Approvals: a trigger for decisions, one for signed links, one for everything else below <c>approvals</c>.</summary>
public sealed class ApprovalTriggers(ApiPipeline api)
{
    /// <summary>Decides a requirement.</summary>
    [Function("ResolveApproval")]
    public Task<IResult> Resolve(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "approvals/{requirementId}/resolve")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>Shows what a signed link decides, and decides it.</summary>
    [Function("ApprovalLink")]
    public Task<IResult> Link(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = "approvals/{requirementId}/callback")]
        HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerOpenAsync(request, function, client);

    /// <summary>Everything else: the inbox, the audit.</summary>
    [Function("Approvals")]
    public Task<IResult> Other(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "approvals/{*address}")] HttpRequest request,
        FunctionContext function) =>
        api.AnswerAsync(request, function);
}
