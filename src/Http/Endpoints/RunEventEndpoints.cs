using System.Globalization;
using DurableTeams.Http.Answers;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>runs/{runId}/events</c>: a stream, or pages where the caller accepts JSON.</summary>
internal static class RunEventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("runs/{runId}/events", Methods.Read, GetAsync).WithName("GetRunEvents");

    /// <summary>The events after a sequence number.</summary>
    internal static async Task<IResult> GetAsync(
        string runId, HttpRequest request, EventsQuery query, RunService runs, IRunStore store, IHostApplicationLifetime host,
        CancellationToken cancellationToken)
    {
        var (after, limit) = query;
        var run = await runs.GetAsync(runId, cancellationToken);
        if (HeaderFields.WantsEvents(request, otherwise: true))
        {
            // 204 is how a browser's EventSource is told that there will be no more; after an empty 200 it comes back for ever.
            return run.Status.IsFinal() && (await store.ListEventsAsync(run.RunId, after, 1, cancellationToken)).Count == 0
                ? Results.NoContent()
                : new EventStream(store, run.RunId, after, host.ApplicationStopping);
        }

        var events = await store.ListEventsAsync(run.RunId, after, limit + 1, cancellationToken);
        var more = events.Count > limit;
        IReadOnlyList<RunEvent> items = more ? [.. events.Take(limit)] : events;
        var cursor = more ? items[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return JsonAnswer.Of(new Page<RunEvent>(items, cursor));
    }
}
