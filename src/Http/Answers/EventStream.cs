using System.Globalization;
using System.Text;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>A run's events as they happen (server-sent events), until the run has ended and everything was sent.</summary>
internal sealed class EventStream(IRunStore store, string runId, long after, CancellationToken stopping) : IResult
{
    private const int Batch = 50;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

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
        while (true)
        {
            // The status is read before the events: if it is final, the events that follow are the last.
            var ended = await store.FindRunAsync(runId, cancellationToken) is not { } run || run.Status.IsFinal();
            var events = await store.ListEventsAsync(runId, after, Batch, cancellationToken);
            if (events.Count > 0)
            {
                after = events[^1].Sequence;
                // One by one: an event may be large, and a caller slow.
                foreach (var item in events) await response.Body.WriteAsync(Format(item), cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }

            if (events.Count == Batch) continue;
            if (ended) return;
            if (events.Count == 0) await response.Body.WriteAsync(": waiting\n\n"u8.ToArray(), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await store.WaitForEventAsync(runId, after, Heartbeat, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
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
}
