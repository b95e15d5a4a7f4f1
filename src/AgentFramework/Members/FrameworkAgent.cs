using System.Text.Json;
using DurableTeams.Models;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Members;

/// <summary>
/// An agent of the framework as a member. A turn is a run of the agent in its session, which is recorded with the turn. What the
/// agent wants approved are questions to people; their answers are the next run.
/// </summary>
internal sealed class FrameworkAgent(string name, Func<AIAgent> agent, AgentMemberOptions options) : ICodeAgent
{
    private readonly Lazy<AIAgent> _agent = new(agent, LazyThreadSafetyMode.PublicationOnly);

    public string Name => name;

    public async Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken)
    {
        var member = _agent.Value;
        var memory = AgentMemory.Read(turn.State);
        var session = memory is null
            ? await member.CreateSessionAsync(cancellationToken)
            : await member.DeserializeSessionAsync(memory.Session, cancellationToken: cancellationToken);
        // An agent that kept nothing is told all of it again.
        var messages = memory is null ? turn.Messages : [.. Answers(turn, memory)];
        var run = options.RunOptions?.Invoke(turn) ?? RunOptionsOf.Make(member, turn);
        var reading = new ResponseReading(await member.RunAsync(messages, session, run, cancellationToken));
        return reading.Reply with { State = await KeepAsync(member, session, reading, cancellationToken) };
    }

    /// <summary>What was added to the conversation since the agent's turn before, as the agent takes it.</summary>
    private static IEnumerable<ChatMessage> Answers(CodeAgentTurn turn, AgentMemory memory)
    {
        var decided = turn.Decisions.ToLookup(decision => decision.Id, StringComparer.Ordinal);
        if (memory.Asked.Count > 0)
        {
            // What nobody decided on is not approved.
            yield return new ChatMessage(ChatRole.User, [.. memory.Asked.Select(asked =>
                decided[asked.RequestId].FirstOrDefault(decision => !decision.Approved) is { } refused
                    ? asked.CreateResponse(false, refused.Words)
                    : asked.CreateResponse(decided.Contains(asked.RequestId)))]);
        }

        foreach (var message in turn.NewMessages)
        {
            var others = message.Contents.Where(
                content => content is not FunctionResultContent result || !decided.Contains(result.CallId)).ToList();
            if (others.Count > 0) yield return new ChatMessage(message.Role, others) { AuthorName = message.AuthorName };
        }
    }

    private async Task<string?> KeepAsync(
        AIAgent member, AgentSession session, ResponseReading reading, CancellationToken cancellationToken)
    {
        JsonElement kept;
        try
        {
            kept = await member.SerializeSessionAsync(session, cancellationToken: cancellationToken);
        }
        catch (Exception failure) when (failure is NotSupportedException or NotImplementedException or InvalidOperationException)
        {
            // An agent that has answered needs its session no more.
            if (reading.Reply.Calls.Count == 0) return null;
            throw new ModelException(
                $"The agent '{name}' waits for answers, and its session cannot be kept until then: {failure.Message}",
                transient: false);
        }

        return new AgentMemory(kept, reading.Asked).Write();
    }
}
