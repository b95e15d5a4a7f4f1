using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>
/// <c>teams/{teamId}/chat</c>: the address of the AI SDK's <c>DefaultChatTransport</c>, and of its reconnections.
/// </summary>
internal static class AiSdkEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("teams/{teamId}/chat", SendAsync).ExcludeFromDescription();
        routes.MapMethods("teams/{teamId}/chat/{chatId}/stream", ["GET", "HEAD"], ReconnectAsync).ExcludeFromDescription();
    }

    /// <summary>Starts a run, or goes on where one waits.</summary>
    internal static async Task<IResult> SendAsync(
        string teamId, HttpRequest request, AiSdkParts parts, CancellationToken cancellationToken)
    {
        var input = await AiSdkInput.ReadAsync(request);
        if (parts.Teams.Find(teamId) is null) throw ApiErrors.NotFound("team", teamId);
        var (run, after) = await parts.Conversation.FindAsync(teamId, input, request, cancellationToken);
        return new AiSdkStream(parts, run, after);
    }

    /// <summary>Tells the chat's run from the beginning while it has not ended; 204 else.</summary>
    internal static async Task<IResult> ReconnectAsync(
        string teamId, string chatId, AiSdkParts parts, CancellationToken cancellationToken)
    {
        if (parts.Teams.Find(teamId) is null) throw ApiErrors.NotFound("team", teamId);
        return await parts.Conversation.LatestAsync(teamId, chatId, cancellationToken) is { } run && !run.Status.IsFinal()
            ? new AiSdkStream(parts, run, 0)
            : Results.NoContent();
    }
}
