namespace DurableTeams.Live;

/// <summary>Which model call speaks.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="MemberId">The member; null for the leader of the run.</param>
/// <param name="Turn">Which turn of the conversation, from 1.</param>
/// <param name="Attempt">Which try of this turn, from 1; each begins anew.</param>
internal sealed record LiveCallPlace(string RunId, string MemberRunId, string? MemberId, int Turn, int Attempt);
