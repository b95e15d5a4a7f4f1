using DurableTeams.Functions.Http.Answers;
using DurableTeams.Services;
using DurableTeams.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>runs/{runId}/trace</c>: who did what when, as spans.</summary>
public sealed class TraceTriggers(RunService runs, TraceViews traces)
{
    /// <summary>The run's span tree.</summary>
    [Function("GetRunTrace")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{runId}/trace")] HttpRequest request, string runId) =>
        ApiCall.RunAsync(request, async cancellation =>
            JsonAnswer.Of(await traces.OfAsync(await runs.GetAsync(runId, cancellation), cancellation)));
}
