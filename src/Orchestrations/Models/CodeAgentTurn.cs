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
    /// <summary>What the agent kept with its turn before (<see cref="CodeAgentReply.State"/>); null for nothing.</summary>
    public string? State { get; init; }

    /// <summary>
    /// What people decided about the calls that the agent asked about in its turn before
    /// (<see cref="CodeAgentReply.AskApproval"/>), in the order of the calls.
    /// </summary>
    public IReadOnlyList<CodeAgentDecision> Decisions { get; init; } = [];

    /// <summary>The newest message of a person or of another agent.</summary>
    public string Asked => Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? string.Empty;

    /// <summary>What was added to the conversation since the agent's turn before; in the first turn all of it.</summary>
    public IReadOnlyList<ChatMessage> NewMessages => Turn == 1
        ? Messages
        : [.. Messages.Reverse().TakeWhile(message => message.Role != ChatRole.Assistant).Reverse()];
}

/// <summary>What a person decided about a call that an agent asked about.</summary>
/// <param name="Id">The call's id, as the agent gave it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Approved">Whether the agent may make the call. False also where nobody decided in time.</param>
/// <param name="Words">What the conversation says of the decision, with the person's note.</param>
public sealed record CodeAgentDecision(string Id, string Tool, bool Approved, string Words);
