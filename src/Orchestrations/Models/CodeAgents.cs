using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// An agent written in code: a member whose turns a class takes instead of a model. A turn runs in an activity, so it may do
/// any work; it is not taken again once its reply is recorded. A reply means what the same reply of a model would: the agent
/// can answer, call its tools (gated calls wait for a person), transfer, vote.
/// </summary>
public interface ICodeAgent
{
    /// <summary>The name that a member's <c>agent:</c> refers to.</summary>
    string Name { get; }

    /// <summary>
    /// Takes the agent's next turn. An exception fails the turn; broken connections and timeouts are tried again as
    /// <c>retry.model</c> says.
    /// </summary>
    Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken);
}

/// <summary>The input of an agent's turn.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="TeamId">The team.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Turn">The number of the turn in this member run, from 1.</param>
/// <param name="Messages">The conversation as a model would see it.</param>
/// <param name="Options">The tools that the agent is offered, and the format of the answer.</param>
public sealed record CodeAgentTurn(
    string RunId, string MemberRunId, string TeamId, string MemberId, int Turn, IReadOnlyList<ChatMessage> Messages,
    ChatOptions Options)
{
    /// <summary>The newest message of a person or of another agent.</summary>
    public string Asked => Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? string.Empty;
}

/// <summary>What an agent replies: words, calls, or both.</summary>
/// <param name="Text">The words; they are the answer where there are no calls.</param>
/// <param name="Calls">Calls by tool name and arguments.</param>
public sealed record CodeAgentReply(string? Text, IReadOnlyList<CodeAgentCall> Calls)
{
    /// <summary>An answer.</summary>
    public static CodeAgentReply Say(string text) => new(text, []);

    /// <summary>A hand-off.</summary>
    public static CodeAgentReply TransferTo(string member, string reason) =>
        Call("transfer_to_agent", new Dictionary<string, object?> { ["agent_name"] = member, ["reason"] = reason });

    /// <summary>A tool call.</summary>
    public static CodeAgentReply Call(string tool, IReadOnlyDictionary<string, object?> arguments) =>
        new(null, [new CodeAgentCall(tool, arguments)]);
}

/// <summary>A call in a reply.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record CodeAgentCall(string Tool, IReadOnlyDictionary<string, object?> Arguments);

/// <summary>The agents written in code, by name.</summary>
public interface ICodeAgents
{
    /// <summary>The names.</summary>
    IReadOnlySet<string> Names { get; }

    /// <summary>An agent's next turn, as a model's answer.</summary>
    /// <exception cref="ModelException">There is no such agent.</exception>
    Task<ChatResponse> AnswerAsync(string name, CodeAgentTurn turn, CancellationToken cancellationToken = default);
}

/// <summary>The agents that the host registered.</summary>
internal sealed class CodeAgents(IEnumerable<ICodeAgent> agents) : ICodeAgents
{
    private readonly Dictionary<string, ICodeAgent> _agents = agents.ToDictionary(agent => agent.Name, StringComparer.Ordinal);

    public IReadOnlySet<string> Names => _agents.Keys.ToHashSet(StringComparer.Ordinal);

    public async Task<ChatResponse> AnswerAsync(string name, CodeAgentTurn turn, CancellationToken cancellationToken = default)
    {
        if (!_agents.TryGetValue(name, out var agent))
            throw new ModelException($"There is no registered agent '{name}'.", transient: false);
        var reply = await agent.TakeTurnAsync(turn, cancellationToken);
        var contents = new List<AIContent>();
        if (reply.Text is { Length: > 0 } text) contents.Add(new TextContent(text));
        contents.AddRange(reply.Calls.Select((call, i) => new FunctionCallContent(
            FormattableString.Invariant($"call-{turn.Turn}-{i}"), call.Tool,
            call.Arguments.ToDictionary(StringComparer.Ordinal))));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents));
    }
}
