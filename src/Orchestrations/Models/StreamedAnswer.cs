using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>Asks a model for its answer, and tells of the answer's parts as they come.</summary>
internal static class StreamedAnswer
{
    /// <summary>
    /// The whole answer, the same as without streaming. A client that cannot stream, and a model whose <c>stream</c> is false,
    /// are asked without.
    /// </summary>
    /// <param name="client">The model's client.</param>
    /// <param name="streams">Whether to stream.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="heard">Gets words, thoughts and parts of calls as they come.</param>
    public static async Task<ChatResponse> AskAsync(
        IChatClient client, bool streams, IReadOnlyList<ChatMessage> messages, ChatOptions options, Action<AIContent> heard)
    {
        if (!streams) return await client.GetResponseAsync(messages, options);
        List<ChatResponseUpdate> updates = [];
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, options))
            {
                // A provider's own last update has the answer as a whole.
                if (update.RawRepresentation is ChatResponse whole)
                {
                    if (updates.Count > 0) Tell(update, heard);
                    return whole;
                }

                updates.Add(update);
                Tell(update, heard);
            }
        }
        catch (Exception exception) when (exception is NotSupportedException or NotImplementedException && updates.Count == 0)
        {
            return await client.GetResponseAsync(messages, options);
        }

        var response = updates.ToChatResponse();
        var kept = updates.Select(update => update.AdditionalProperties?.TryGetValue(ProviderParts.Key, out string? parts) == true
            ? parts : null).LastOrDefault(parts => parts is not null);
        if (response.Messages.Count > 0) ProviderParts.Put(response.Messages[^1], kept);
        return response;
    }

    private static void Tell(ChatResponseUpdate update, Action<AIContent> heard)
    {
        foreach (var content in update.Contents) heard(content);
    }
}
