using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

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
