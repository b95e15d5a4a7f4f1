using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http;

/// <summary>
/// Takes what no other trigger takes: <c>health</c>, <c>openapi.json</c>, unknown addresses and methods. The Functions host
/// asks for no key here, so only endpoints that are open to everyone answer.
/// </summary>
public sealed class OpenTriggers(ApiPipeline api)
{
    /// <summary>Hands the request over.</summary>
    [Function("Open")]
    public Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*address}")] HttpRequest request, FunctionContext function) =>
        api.AnswerOpenAsync(request, function);
}
