using DurableTeams.Functions.Http.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary>What no other trigger takes: unknown addresses, and methods that an address does not take. Hosts alone answer them without a problem.</summary>
public static class FallbackTriggers
{
    /// <summary>The route of everything else; all others go before it.</summary>
    internal const string Route = "{*address}";

    /// <summary>404, or 405 with what the address takes.</summary>
    [Function("Unrouted")]
    public static Task<IResult> Answer([HttpTrigger(AuthorizationLevel.Anonymous, Route = Route)] HttpRequest request) =>
        ApiCall.RunAsync(request, _ => Task.FromResult<IResult>(
            ApiRoutes.MethodsOf(request.Path) is { Count: > 0 } methods
                ? Problem.MethodNotAllowed(string.Join(", ", methods))
                : Problem.NotFound()));
}
