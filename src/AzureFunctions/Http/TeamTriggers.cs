using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http;

/// <summary>Everything below <c>teams</c> but starts.</summary>
public sealed class TeamTriggers(ApiPipeline api)
{
    /// <summary>Hands the request over.</summary>
    [Function("Teams")]
    public Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "teams/{*address}")] HttpRequest request,
        FunctionContext function) =>
        api.AnswerAsync(request, function);
}
