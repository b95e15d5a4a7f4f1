using System.Globalization;
using DurableTeams.Functions.Http.Answers;
using DurableTeams.Functions.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>runs/{runId}/events</c>: a stream, or pages where the caller accepts JSON.</summary>
public sealed class RunEventTriggers(RunService runs, IRunStore store, IHostApplicationLifetime host)
{
    /// <summary>The events after a sequence number.</summary>
    [Function("GetRunEvents")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{runId}/events")] HttpRequest request, string runId) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            var query = new QueryFields(request);

            // A reconnecting browser repeats ?after= as it was: what it saw last since then is in the header.
            var after = HeaderFields.LastEventId(request) ?? query.Sequence("after") ?? query.Sequence("cursor") ?? 0;
            var limit = query.Limit();
            var run = await runs.GetAsync(runId, cancellation);
            if (HeaderFields.WantsEvents(request, otherwise: true))
            {
                // 204 is how a browser's EventSource is told that there will be no more; after an empty 200 it comes back for ever.
                return run.Status.IsFinal() && (await store.ListEventsAsync(run.RunId, after, 1, cancellation)).Count == 0
                    ? Results.NoContent()
                    : new EventStream(store, run.RunId, after, host.ApplicationStopping);
            }

            var events = await store.ListEventsAsync(run.RunId, after, limit + 1, cancellation);
            var more = events.Count > limit;
            IReadOnlyList<RunEvent> items = more ? [.. events.Take(limit)] : events;
            return JsonAnswer.Of(new Page<RunEvent>(items, more ? items[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null));
        });
}
