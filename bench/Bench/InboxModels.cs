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

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The benchmark's model does not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
