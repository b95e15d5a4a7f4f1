using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>Runs: a trigger for starts, one for decisions, one for everything else below <c>runs</c>.</summary>
public sealed class RunTriggers(ApiPipeline api)
{
    /// <summary>Starts a run.</summary>
    [Function("StartRun")]
    public Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "teams/{teamId}/runs")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>Decides requirements of a run.</summary>
    [Function("ContinueRun")]
    public Task<IResult> Continue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/continue")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>Everything else: reading, cancelling, retrying, forking.</summary>
    [Function("Runs")]
    public Task<IResult> Other(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "post", Route = "runs/{*address}")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);
}
