using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace DurableTeams.Samples;

/// <summary>A model of one's own. It calls the first tool that it is offered, and then says what the tool said.</summary>
internal sealed class OwnModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages.Last();
        var answered = asked.Contents.OfType<FunctionResultContent>().LastOrDefault();
        AIContent answer = answered is null && options?.Tools is [{ } tool, ..]
            ? new FunctionCallContent("call", tool.Name, new Dictionary<string, object?> { ["text"] = asked.Text })
            : new TextContent(answered is null ? $"News: {asked.Text}" : $"Done. {answered.Result}");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [answer])));
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
    }
}
