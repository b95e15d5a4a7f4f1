using DurableTeams.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Members;

/// <summary>What the response of an agent means: words, calls of the member's tools, questions to people.</summary>
internal sealed class ResponseReading
{
    private readonly IReadOnlyList<ChatMessage> _messages;
    private readonly IReadOnlyList<AIContent> _contents;

    /// <summary>Reads a response.</summary>
    /// <exception cref="ModelException">The agent answered with an error.</exception>
    public ResponseReading(AgentResponse response)
    {
        _messages = [.. response.Messages];
        _contents = [.. _messages.SelectMany(message => message.Contents)];
        Asked = [.. _contents.OfType<ToolApprovalRequestContent>()];
        Reply = new CodeAgentReply(Text(), [.. Questions(), .. Calls()])
        {
            Usage = response.Usage,
            Model = (response.RawRepresentation as ChatResponse)?.ModelId,
        };
        if (Reply.Text is null && _contents.OfType<ErrorContent>().FirstOrDefault() is { Message.Length: > 0 } error)
            throw new ModelException($"The agent answered with an error: {error.Message}", transient: true);
    }

    /// <summary>What the agent asks before it goes on.</summary>
    public IReadOnlyList<ToolApprovalRequestContent> Asked { get; }

    /// <summary>The reply to the team.</summary>
    public CodeAgentReply Reply { get; }

    /// <summary>The words after the last of the agent's own tool calls; all of its words where there are none.</summary>
    private string? Text()
    {
        var last = _messages.ToList().FindLastIndex(message => message.Contents.Any(content => content is ToolResultContent));
        var words = string.Concat(_messages.Skip(last + 1).Select(message => message.Text));
        if (words.Length == 0)
            words = string.Join('\n', _messages.Select(message => message.Text).Where(text => text.Length > 0));
        return words.Length == 0 ? null : words;
    }

    private IEnumerable<CodeAgentCall> Questions() => Asked.Select(asked =>
        new CodeAgentCall(NameOf(asked.ToolCall), ArgumentsOf(asked.ToolCall)) { Id = asked.RequestId, AsksApproval = true });

    /// <summary>The calls that the agent leaves to its caller.</summary>
    private IEnumerable<CodeAgentCall> Calls()
    {
        var answered = _contents.OfType<ToolResultContent>().Select(result => result.CallId)
            .Concat(Asked.Select(asked => asked.ToolCall.CallId)).ToHashSet(StringComparer.Ordinal);
        return _contents.OfType<FunctionCallContent>()
            .Where(call => !call.InformationalOnly && !answered.Contains(call.CallId))
            .Select(call => new CodeAgentCall(call.Name, ArgumentsOf(call)) { Id = call.CallId });
    }

    private static string NameOf(ToolCallContent call) => call switch
    {
        FunctionCallContent function => function.Name,
        McpServerToolCallContent server => server.Name,
        _ => call.GetType().Name,
    };

    private static Dictionary<string, object?> ArgumentsOf(ToolCallContent call) => (call switch
    {
        FunctionCallContent function => function.Arguments,
        McpServerToolCallContent server => server.Arguments,
        _ => null,
    })?.ToDictionary(StringComparer.Ordinal) ?? [];
}
