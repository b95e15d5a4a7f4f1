using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using DurableTeams.Http.Endpoints;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Protocols.OpenAI.Requests;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary><c>responses</c> of OpenAI's API.</summary>
internal static class OpenAIResponses
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("responses", CreateAsync).ExcludeFromDescription();
        routes.MapMethods("responses/{responseId}", Methods.Read, GetAsync).ExcludeFromDescription();
        routes.MapMethods("responses/{responseId}/input_items", Methods.Read, InputItemsAsync).ExcludeFromDescription();
        routes.MapPost("responses/{responseId}/cancel", CancelAsync).ExcludeFromDescription();
    }

    internal static async Task<IResult> CreateAsync(
        HttpRequest request, OpenAIParts parts, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        var input = await OpenAIInput.ReadResponseAsync(request);
        if (parts.Teams.Find(input.Model) is null) throw OpenAIError.NoModel(input.Model);
        var told = await parts.Conversation.FindAsync(input, request, cancellationToken);
        if (input.Streams) return new OpenAIResponseStream(parts, told, -1);
        return JsonAnswer.Of(input.Background
            ? await NowAsync(parts, told, cancellationToken)
            : await WaitAsync(parts, told, host.ApplicationStopping, cancellationToken));
    }

    internal static async Task<IResult> GetAsync(
        string responseId, HttpRequest request, OpenAIParts parts, CancellationToken cancellationToken)
    {
        var query = new QueryFields(request);
        var (streams, after) = (query.Text("stream"), query.Sequence("starting_after"));
        if (streams is not (null or "true" or "false")) throw ApiErrors.InvalidQuery("stream", "must be true or false.");
        var told = await parts.Conversation.ReadAsync(responseId, cancellationToken);
        return streams == "true"
            ? new OpenAIResponseStream(parts, told, after ?? -1)
            : JsonAnswer.Of(await NowAsync(parts, told, cancellationToken));
    }

    internal static async Task<IResult> InputItemsAsync(
        string responseId, OpenAIParts parts, CancellationToken cancellationToken)
    {
        var told = await parts.Conversation.ReadAsync(responseId, cancellationToken);
        List<JsonObject> items = [];
        if (told.After == 0) items.Add(Question(told.Run));
        else
        {
            // What answered the questions is recorded at once, before anything goes on.
            await foreach (var item in parts.Telling.SoFarAsync(told, cancellationToken))
            {
                if (item.Type != RunEventTypes.RequirementResolved) break;
                if (await parts.Telling.AskedAsync(item, cancellationToken) is { } asks)
                    items.Add(OpenAIQuestions.Answered(asks));
            }
        }

        return JsonAnswer.Of(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. items]),
            ["first_id"] = items.FirstOrDefault()?["id"]!.DeepClone(),
            ["last_id"] = items.LastOrDefault()?["id"]!.DeepClone(),
            ["has_more"] = false,
        });
    }

    internal static async Task<IResult> CancelAsync(
        string responseId, OpenAIParts parts, CallContext call, CancellationToken cancellationToken)
    {
        var told = await parts.Conversation.ReadAsync(responseId, cancellationToken);
        var run = told.Run.Status == RunStatus.Cancelled
            ? told.Run
            : await parts.Runs.CancelAsync(told.Run.RunId, null, call.Client, cancellationToken);
        return JsonAnswer.Of(await NowAsync(parts, told with { Run = run }, cancellationToken));
    }

    private static async Task<JsonObject> NowAsync(OpenAIParts parts, OpenAIStretch told, CancellationToken cancellationToken)
    {
        var run = await parts.Telling.NowAsync(told.Run, cancellationToken);
        var translator = new OpenAITranslator(told, parts.Questions);
        await foreach (var past in parts.Telling.BeforeAsync(told, cancellationToken)) translator.Recall(past);
        await foreach (var item in parts.Telling.SoFarAsync(told, cancellationToken))
            translator.Tell(item, await parts.Telling.AskedAsync(item, cancellationToken));
        return await parts.Telling.StandingAsync(run, cancellationToken) is { } end ? translator.End(end) : translator.Now(run);
    }

    private static async Task<JsonObject> WaitAsync(
        OpenAIParts parts, OpenAIStretch told, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        patience.CancelAfter(OpenAITelling.Patience);
        try
        {
            await foreach (var part in parts.Telling.FollowAsync(told, live: false, patience.Token))
            {
                if (part.End is not null) break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is told as it is now, and is found again by its id.
        }

        return await NowAsync(parts, told, cancellationToken);
    }

    private static JsonObject Question(RunRecord run) => new()
    {
        ["id"] = $"msg_{run.RunId}-input",
        ["type"] = "message",
        ["role"] = "user",
        ["status"] = "completed",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = run.Input }),
    };
}
