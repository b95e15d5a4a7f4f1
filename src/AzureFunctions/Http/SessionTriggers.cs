using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>Everything below <c>sessions</c>.</summary>
public sealed class SessionTriggers(ApiPipeline api)
{
    /// <summary>Hands the request over.</summary>
    [Function("Sessions")]
    public Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "delete", Route = "sessions/{*address}")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);
}
