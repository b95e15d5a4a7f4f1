namespace DurableTeams.Runs.Forks;

/// <summary>Who is told the message of a fork.</summary>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Turn">The turn after which; 0 before its first.</param>
/// <param name="Reopens">Whether it had answered, and answers again.</param>
internal sealed record ForkRecipient(string MemberRunId, int Turn, bool Reopens = false);
