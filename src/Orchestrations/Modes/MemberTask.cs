using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>Work for a member.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Brief">The task, by reference.</param>
internal sealed record MemberTask(string MemberId, Brief Brief);
