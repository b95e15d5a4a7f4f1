namespace DurableTeams.Runs.Forks;

/// <summary>The agent that is told the message of a fork.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Turn">The turn after which the agent is told; 0 before its first.</param>
/// <param name="Reopens">Whether the agent had answered, and answers again.</param>
internal sealed record ForkRecipient(string MemberRunId, int Turn, bool Reopens = false);
