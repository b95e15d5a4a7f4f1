using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>The agents that the host registered.</summary>
internal sealed class CodeAgents : ICodeAgents
{
    private static readonly object AsksApproval = new();
    private readonly Dictionary<string, ICodeAgent> _agents = new(StringComparer.Ordinal);

    public CodeAgents(IEnumerable<ICodeAgent> agents)
    {
        // A host refuses to start with two of one name.
        foreach (var agent in agents) _agents.TryAdd(agent.Name, agent);
    }

    public IReadOnlySet<string> Names => _agents.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a call is one that an agent makes itself once a person has approved it.</summary>
    public static bool AsksFor(FunctionCallContent call) => ReferenceEquals(call.RawRepresentation, AsksApproval);

    public async Task<ChatResponse> AnswerAsync(string name, CodeAgentTurn turn, CancellationToken cancellationToken = default)
    {
        if (!_agents.TryGetValue(name, out var agent))
        {
            var known = _agents.Count == 0 ? "there are none" : $"there are: {string.Join(", ", _agents.Keys.Order())}";
            throw new ModelException(
                $"There is no registered agent '{name}'; {known}. Register it with AddAgent, then retry the run.",
                transient: false);
        }

        var reply = await agent.TakeTurnAsync(turn, cancellationToken);
        if (reply.State?.Length > CodeAgentReply.MaxState)
        {
            throw new ModelException(
                FormattableString.Invariant(
                    $"The state of agent '{name}' has {reply.State.Length} characters; {CodeAgentReply.MaxState} can be kept."),
                transient: false);
        }

        var contents = new List<AIContent>();
        if (reply.Text is { Length: > 0 } text) contents.Add(new TextContent(text));
        contents.AddRange(reply.Calls.Select((call, i) => new FunctionCallContent(
            call.Id ?? FormattableString.Invariant($"call-{turn.Turn}-{i}"), call.Tool,
            call.Arguments.ToDictionary(StringComparer.Ordinal))
        {
            RawRepresentation = call.AsksApproval ? AsksApproval : null,
        }));
        var message = new ChatMessage(ChatRole.Assistant, contents);
        ProviderParts.Put(message, reply.State);
        return new ChatResponse(message) { Usage = reply.Usage, ModelId = reply.Model };
    }
}
