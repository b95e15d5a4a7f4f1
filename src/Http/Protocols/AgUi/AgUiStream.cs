using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// The answer to a request that is well-formed: server-sent events, one event of the protocol each. What cannot be granted is
/// told as <c>RUN_ERROR</c>, and so is what goes wrong later: a stream that only broke off would say nothing.
/// </summary>
internal sealed partial class AgUiStream(AgUiParts parts, string teamId, AgUiInput input) : IResult
{
    /// <summary>Writes it.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await AnswerAsync(httpContext, ends.Token);
        }
        catch (Exception exception) when (httpContext.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException)
        {
            // The client left; the run goes on, and the same request sent again tells it from the beginning.
        }
        catch (Exception exception) when (httpContext.Response.HasStarted)
        {
            await FailAsync(httpContext, exception, stopping);
        }
    }

    private async Task AnswerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        AgUiTranslator translator;
        long after;
        string runId;
        try
        {
            (var run, after) = await parts.Conversation.FindAsync(teamId, input, http.Request, cancellationToken);
            runId = run.RunId;
            var team = await parts.Teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
            translator = new AgUiTranslator(parts.Store, team, parts.Requirements, parts.Runs, run, input);
        }
        catch (ApiException refused) when (refused.RetryAfter is null)
        {
            var why = AgUiFrame.Error(refused.Code, refused.Message);
            if (refused.Errors is { } errors)
                why["metadata"] = new JsonObject
                {
                    [AgUiFrame.Own] = AgUiFrame.Part(("errors", new JsonArray([.. errors.Select(error => (JsonNode)error)]))),
                };
            await DataFrames.SendAsync(Begin(http), [AgUiTranslator.Started(input, null), why], cancellationToken);
            return;
        }

        await foreach (var past in parts.Stretch.BeforeAsync(runId, after, cancellationToken)) translator.Recall(past);
        var response = Begin(http);
        await translator.BeginAsync(cancellationToken);
        await DataFrames.SendAsync(response, translator.Take(), cancellationToken);
        StretchEnd? end = null;
        await foreach (var part in parts.Stretch.FollowAsync(runId, after, EventParts.All, cancellationToken))
        {
            foreach (var delta in part.Deltas) await translator.TellAsync(delta, cancellationToken);
            foreach (var item in part.Events) await translator.TellAsync(item, cancellationToken);
            var silent = part is { Deltas.Count: 0, Events.Count: 0, End: null };
            var told = translator.Take();
            if (told.Count > 0 || silent) await DataFrames.SendAsync(response, told, cancellationToken);
            end = part.End;
        }

        await translator.EndAsync(end, cancellationToken);
        await DataFrames.SendAsync(response, translator.Take(), cancellationToken);
    }

    private static HttpResponse Begin(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        return response;
    }

    private static async Task FailAsync(HttpContext http, Exception exception, CancellationToken stopping)
    {
        const string again = "The run goes on; send the same request again.";
        var why = exception switch
        {
            ApiException api => AgUiFrame.Error(api.Code, api.Message),
            StoreUnavailableException =>
                AgUiFrame.Error("storageUnavailable", "The storage cannot be reached at the moment. " + again),
            OperationCanceledException when stopping.IsCancellationRequested =>
                AgUiFrame.Error("hostStopping", "The host stops. " + again),
            _ => AgUiFrame.Error("internal", "The host failed to tell this run; its log says why. " + again),
        };
        if (why["code"]!.GetValue<string>() == "internal")
            LogFailure(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http"), exception);
        try
        {
            await DataFrames.SendAsync(http.Response, [why], CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is there any more.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run could not be told as AG-UI")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
