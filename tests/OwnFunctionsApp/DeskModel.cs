using Microsoft.Extensions.AI;

namespace OwnFunctionsApp;

/// <summary>The model of leader and member: it goes on with what it is asked for and sees done.</summary>
internal sealed class DeskModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var tools = (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(tool => tool.Name).ToHashSet();
        var done = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Any();
        AIContent next = done ? new TextContent("It is sent.")
            : tools.Contains("send_message") ? Call("send_message", ("text", "Rates are down"))
            : Call("delegate_task_to_member", ("member_id", "sender"), ("task", "Send the news"));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [next])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in answer.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static FunctionCallContent Call(string name, params (string Name, object? Value)[] arguments) =>
        new($"call-{name}", name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
}
