using System.Globalization;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Protocols.AiSdk;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Endpoints;

/// <summary><c>runs/{runId}/events</c>: a stream, or pages where the caller accepts JSON.</summary>
internal static class RunEventEndpoints
{
    // A page ends with the event that makes it larger.
    private const long PageBytes = 1024 * 1024;

    private const string Forms =
        "A page, with Accept: application/json. Else a text/event-stream: "
            + "id is the sequence number, event the type, data the Event as JSON. "
            + "Deltas, which the stream has while models speak, have no id";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("runs/{runId}/events", Methods.Read, GetAsync)
            .Describe("runs", "GetRunEvents", 400, 404)
            .Produces<Page<RunEvent>>(200)
            .Produces(204)
            .Says(200, Forms)
            .Says(204, "The run has ended, and the reader of the stream has all its events");

    [EndpointSummary("A run's events: a stream that ends with the run, or a page where the caller accepts JSON.")]
    internal static async Task<IResult> GetAsync(
        string runId, HttpRequest request, EventsQuery query, RunService runs, IRunStore store, RunFollower follower,
        EventDetails details, AiSdkParts chat, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        var (after, limit, parts) = query;
        var run = await runs.GetAsync(runId, cancellationToken);
        if (AiSdkNegotiation.Wants(request)) return new AiSdkStream(chat, run, 0);
        if (HeaderFields.WantsEvents(request, otherwise: true))
        {
            // 204 is how a browser's EventSource is told that there will be no more; after an empty 200 it comes back for ever.
            return run.Status.IsFinal() && (await store.ListEventsAsync(run.RunId, after, 1, cancellationToken)).Count == 0
                ? Results.NoContent()
                : new EventStream(follower, run.RunId, after, parts, host.ApplicationStopping);
        }

        var events = await store.ListEventsAsync(run.RunId, after, limit + 1, cancellationToken);
        List<RunEvent> items = [];
        for (var size = 0L; items.Count < Math.Min(events.Count, limit) && size < PageBytes;)
        {
            items.Add(await details.WithAsync(events[items.Count], parts));
            size += items[^1].Data?.GetRawText().Length ?? 0;
        }

        var more = events.Count > items.Count;
        var cursor = more ? items[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return JsonAnswer.Of(new Page<RunEvent>(items, cursor));
    }
}
