using DurableTeams.Storage;

namespace DurableTeams.Runs.Modes;

/// <summary>Work for a member.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Brief">What it is asked.</param>
internal sealed record MemberTask(string MemberId, Brief Brief);
