using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// The answer to a streaming call: the task, then its updates, until it ends (A2A 1.0, sections 3.1.2, 3.1.6 and 11.7), or, where
/// a message was sent, until it is interrupted.
/// </summary>
/// <param name="parts">What it is made with.</param>
/// <param name="run">The run as the stream begins.</param>
/// <param name="after">The event after which it begins.</param>
/// <param name="task">The task as it begins.</param>
/// <param name="waits">Whether it goes on while the task is interrupted: somebody else may decide.</param>
/// <param name="binding">How the binding writes it.</param>
internal sealed partial class A2AStream(
    A2AParts parts, RunRecord run, long after, JsonObject task, bool waits, A2ABinding binding) : IResult
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Writes it.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await SendAsync(response, [new JsonObject { ["task"] = task }], ends.Token);
            if (!run.Status.IsFinal()) await TellAsync(response, ends.Token);
        }
        catch (Exception exception) when (httpContext.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException)
        {
            // The client left; the run goes on, and the client subscribes to the task to hear more.
        }
        catch (Exception exception)
        {
            // Deliberately everything: a stream that only broke off would say nothing.
            await FailAsync(httpContext, exception, stopping);
        }
    }

    private async Task TellAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var translator = new A2ATranslator(parts.Tasks, run);
        for (var from = after; ;)
        {
            StretchEnd? end = null;
            await foreach (var part in parts.Stretch.FollowAsync(run.RunId, from, EventParts.All, cancellationToken))
            {
                foreach (var delta in part.Deltas) translator.Tell(delta);
                foreach (var item in part.Events) translator.Tell(item);
                if (part.Events.Count > 0) from = part.Events[^1].Sequence;
                var told = translator.Take();
                if (told.Count > 0 || part is { Deltas.Count: 0, Events.Count: 0, End: null })
                    await SendAsync(response, told, cancellationToken);
                end = part.End;
            }

            if (end is null) translator.Deleted();
            else await translator.EndAsync(end, cancellationToken);
            await SendAsync(response, translator.Take(), cancellationToken);
            if (!waits || end is null || end.Run.Status.IsFinal()) return;
            while ((await parts.Store.ListEventsAsync(run.RunId, from, 1, cancellationToken)).Count == 0)
            {
                await parts.Store.WaitForEventAsync(run.RunId, from, Silence, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                await SendAsync(response, [], cancellationToken);
            }
        }
    }

    private Task SendAsync(HttpResponse response, IReadOnlyList<JsonObject> updates, CancellationToken cancellationToken) =>
        DataFrames.SendAsync(response, [.. updates.Select(binding.Result)], cancellationToken);

    private async Task FailAsync(HttpContext http, Exception exception, CancellationToken stopping)
    {
        const string again = "The run goes on; subscribe to the task.";
        var fault = exception is OperationCanceledException && stopping.IsCancellationRequested
            ? A2AFault.Internal("The host stops. " + again, "hostStopping")
            : A2AFault.Of(exception) ?? A2AFault.Internal("The host failed to tell this run; its log says why. " + again);
        if (fault.Code == "internal")
            LogFailure(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http"), exception);
        try
        {
            var frame = JsonSerializer.Serialize(binding.Error(fault), ContractJson.Answers);
            await http.Response.WriteAsync($"{binding.ErrorEvent}data: {frame}\n\n", CancellationToken.None);
            await http.Response.Body.FlushAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is there any more.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run could not be told as A2A")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
