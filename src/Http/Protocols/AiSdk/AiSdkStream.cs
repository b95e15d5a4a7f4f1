using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>A stretch of a run as a UI message stream: a chunk an event, and <c>[DONE]</c> in the end.</summary>
internal sealed class AiSdkStream(AiSdkParts parts, RunRecord run, long after) : IResult
{
    /// <summary>Writes it.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var translator = new AiSdkTranslator(run);
        await foreach (var past in parts.Stretch.BeforeAsync(run.RunId, after, ends.Token)) translator.Recall(past);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers[AiSdkNegotiation.Header] = AiSdkNegotiation.Version;
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        try
        {
            await TellAsync(response, translator, ends.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or StoreUnavailableException
            && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // The run goes on; the client reads it again from the address of reconnections.
            await DataFrames.SendAsync(
                response, [new JsonObject { ["type"] = "error", ["errorText"] = "This answer broke off; the run goes on." }],
                CancellationToken.None);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client left; the run goes on.
        }
    }

    private async Task TellAsync(HttpResponse response, AiSdkTranslator translator, CancellationToken cancellationToken)
    {
        translator.Begin();
        await DataFrames.SendAsync(response, translator.Take(), cancellationToken);
        StretchEnd? end = null;
        await foreach (var part in parts.Stretch.FollowAsync(run.RunId, after, EventParts.All, cancellationToken))
        {
            foreach (var delta in part.Deltas) translator.Tell(delta);
            foreach (var item in part.Events) translator.Tell(item);
            var told = translator.Take();
            if (told.Count > 0 || part is { Deltas.Count: 0, Events.Count: 0, End: null })
                await DataFrames.SendAsync(response, told, cancellationToken);
            end = part.End;
        }

        translator.End(end);
        await DataFrames.SendAsync(response, translator.Take(), cancellationToken);
        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), cancellationToken);
    }
}
