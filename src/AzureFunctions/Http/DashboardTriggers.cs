using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>
/// The dashboard. The Functions host asks for no key here, since a browser has none to send: the pages ask for a sign-in. The
/// platform's login is one; else the host checks its key once, where people sign in.
/// </summary>
public sealed class DashboardTriggers(ApiPipeline api)
{
    /// <summary>Signing in with the host's key.</summary>
    [Function("DashboardSignIn")]
    public Task<IResult> SignIn(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dashboard/signin")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>Every page, and the forms of pages.</summary>
    [Function("Dashboard")]
    public Task<IResult> Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = "dashboard/{*address}")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerOpenAsync(request, function, client);
}
