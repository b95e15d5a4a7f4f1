using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Functions.Http.Answers;

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
            // The caller hung up or the host stops; the caller comes back with Last-Event-ID.
        }
        catch (StoreUnavailableException)
        {
            // Half a stream cannot become a problem any more; broken off, it does not look like one that ended with its run.
            httpContext.Abort();
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        while (true)
        {
            // The status is read before the events: if it is final, the events that follow are the last.
            var ended = await store.FindRunAsync(runId, cancellation) is not { } run || run.Status.IsFinal();
            var events = await store.ListEventsAsync(runId, after, Batch, cancellation);
            if (events.Count > 0)
            {
                after = events[^1].Sequence;
                // One by one: an event may be large, and a caller slow. The formatter flushes nothing, and keeps its buffers until its end:
                // one for each batch.
                await SseFormatter.WriteAsync(events.Select(Item).ToAsyncEnumerable(), response.Body, WriteData, cancellation);
                await response.Body.FlushAsync(cancellation);
            }

            if (events.Count == Batch) continue;
            if (ended) return;
            // A comment, which no formatter of the framework writes.
            if (events.Count == 0) await response.Body.WriteAsync(": waiting\n\n"u8.ToArray(), cancellation);
            await response.Body.FlushAsync(cancellation);
            await store.WaitForEventAsync(runId, after, Heartbeat, cancellation);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static SseItem<RunEvent> Item(RunEvent item) => new(item, item.Type) { EventId = item.Sequence.ToString(CultureInfo.InvariantCulture) };

    private static void WriteData(SseItem<RunEvent> item, IBufferWriter<byte> data) =>
        data.Write(JsonSerializer.SerializeToUtf8Bytes(item.Data, ContractJson.Answers));
}
