using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>
/// Work that other processes do: a trigger for answers of addresses, one for everything else below <c>work</c>.
/// </summary>
public sealed class WorkTriggers(ApiPipeline api)
{
    /// <summary>Takes the answer of an address that was sent work; the token in the address admits.</summary>
    [Function("WorkCallback")]
    public Task<IResult> Callback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "work/{workId}/callback")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerOpenAsync(request, function, client);

    /// <summary>Everything else: leases, heartbeats, reports, questions, completions, the queues.</summary>
    [Function("Work")]
    public Task<IResult> Other(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "post", Route = "work/{*address}")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);
}
