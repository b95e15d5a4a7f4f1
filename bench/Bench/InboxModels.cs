using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Bench;

/// <summary>A model that takes no time: calls the tool that a person must allow, then answers.</summary>
internal sealed class InboxModels : IChatClient, IChatClients
{
    public IChatClient Get(ModelDefinition model) => this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        AIContent content = (int)options!.AdditionalProperties![ChatRequestProperties.Turn]! == 1
            ? new FunctionCallContent("call", Inbox.Tool, new Dictionary<string, object?> { ["text"] = "Hello" })
            : new TextContent("Sent");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
