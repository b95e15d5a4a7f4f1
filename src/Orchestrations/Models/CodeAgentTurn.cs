using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

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
