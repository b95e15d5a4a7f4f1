using System.Globalization;
using System.Text;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Live;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>A run's events as they happen (server-sent events), until the run has ended and everything was sent.</summary>
/// <param name="follower">Follows the run.</param>
/// <param name="runId">The run.</param>
/// <param name="after">The sequence number that the caller has.</param>
/// <param name="parts">What the caller wants.</param>
/// <param name="stopping">The host stops.</param>
internal sealed class EventStream(RunFollower follower, string runId, long after, EventParts parts, CancellationToken stopping)
    : IResult
{
    /// <summary>Sent with the answer to a start.</summary>
    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (Location is not null) response.Headers.Location = Location;
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            // The headers go out before the first event: clients see the stream open at once.
            await response.Body.FlushAsync(ends.Token);
            await SendAsync(response, ends.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller disconnected, or the host stops; the caller comes back with Last-Event-ID.
        }
        catch (StoreUnavailableException)
        {
            // A stream that has begun cannot become a problem any more; cut off, it does not look like one that ended with its
            // run.
            httpContext.Abort();
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await foreach (var happened in follower.FollowAsync(runId, after, parts, cancellationToken))
        {
            foreach (var delta in happened.Deltas) await response.Body.WriteAsync(Format(delta), cancellationToken);
            foreach (var item in happened.Events) await response.Body.WriteAsync(Format(item), cancellationToken);
            if (happened is { Deltas.Count: 0, Events.Count: 0 })
                await response.Body.WriteAsync(": waiting\n\n"u8.ToArray(), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    // The framework's SseFormatter writes the id last, and no comments. Readers that take lines as they come want the id first.
    private static byte[] Format(RunEvent item) =>
    [
        .. Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"id: {item.Sequence}\nevent: {item.Type}\ndata: ")),
        .. JsonSerializer.SerializeToUtf8Bytes(item, ContractJson.Answers),
        .. "\n\n"u8,
    ];

    // Without an id: a reader that comes back asks for what was recorded after the last event.
    private static byte[] Format(LiveDelta delta) =>
    [
        .. Encoding.UTF8.GetBytes($"event: {delta.Type}\ndata: "),
        .. JsonSerializer.SerializeToUtf8Bytes(delta, ContractJson.Answers),
        .. "\n\n"u8,
    ];
}
