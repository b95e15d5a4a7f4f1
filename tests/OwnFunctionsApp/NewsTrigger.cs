using DurableTeams;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OwnFunctionsApp;

/// <summary>A function of the app's own, beside those of the package.</summary>
public sealed class NewsTrigger(IDurableTeams teams)
{
    /// <summary>Starts a run, with no request to the API.</summary>
    [Function("StartNews")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "news")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var run = await teams.StartAsync("newsroom", "Tell our readers", cancellationToken: cancellationToken);
        return Results.Text(run.RunId);
    }
}
