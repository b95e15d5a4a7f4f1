using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Protocols.OpenAI.Requests;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Protocols.OpenAI.Chat;

/// <summary><c>chat/completions</c> of OpenAI's API.</summary>
internal static class OpenAIChat
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("chat/completions", CreateAsync).ExcludeFromDescription();

    /// <summary>What became of a run that has no answer; null where it has one, or waits.</summary>
    /// <param name="end">How it ended; null where it was deleted.</param>
    public static ApiException? Failure(StretchEnd? end) => end switch
    {
        null => new ApiException(404, "runNotFound", "The run was deleted."),
        { Run: { Status: RunStatus.Failed } run } => new ApiException(
            502, run.Error?.Code ?? "internal", run.Error?.Message ?? "The run failed."),
        { Run.Status: RunStatus.Cancelled } => ApiErrors.Conflict("runCancelled", "The run was cancelled."),
        _ => null,
    };

    internal static async Task<IResult> CreateAsync(
        HttpRequest request, OpenAIParts parts, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        var input = await OpenAIInput.ReadChatAsync(request);
        if (parts.Teams.Find(input.Model) is null) throw OpenAIError.NoModel(input.Model);
        var told = await parts.Conversation.FindAsync(input, request, cancellationToken);
        if (input.Streams) return new OpenAIChatStream(parts, told, input.TellsUsage);
        var usage = new OpenAIUsage();
        var end = await WaitAsync(parts, told, usage, host.ApplicationStopping, cancellationToken);
        return Failure(end) is { } failure ? throw failure : JsonAnswer.Of(
            OpenAICompletion.Whole(told, end!, parts.Questions, usage));
    }

    private static async Task<StretchEnd?> WaitAsync(
        OpenAIParts parts, OpenAIStretch told, OpenAIUsage usage, CancellationToken stopping,
        CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        patience.CancelAfter(OpenAITelling.Patience);
        try
        {
            await foreach (var part in parts.Telling.FollowAsync(told, live: false, patience.Token))
            {
                foreach (var item in part.Events.Where(item => item.Type == RunEventTypes.ModelCallCompleted)) usage.Add(item);
                if (part.End is { } end) return end;
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(
                504, "runGoesOn",
                $"The run goes on, and this answer waits no longer: read it at /api/runs/{told.Run.RunId}, or ask for a stream.");
        }
    }
}
