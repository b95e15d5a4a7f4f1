using DurableTeams.Approvals;

namespace DurableTeams.Dashboard.Inbox;

/// <summary>The inbox.</summary>
/// <param name="Questions">What waits, the earliest deadline first.</param>
/// <param name="Counts">How many wait, by team, in the order of the teams' names.</param>
/// <param name="Team">The team that is shown alone; null for all.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
/// <param name="Mark">What <see cref="InboxWatch"/> told before the list was read. Another one means that the list is
/// old.</param>
/// <param name="Done">What became of what the visitor decided just now.</param>
public sealed record InboxModel(
    IReadOnlyList<RequirementContextView> Questions,
    IReadOnlyList<(string Team, int Count)> Counts,
    string? Team,
    string? Next,
    string Mark,
    IReadOnlyList<Decided> Done);

/// <summary>What became of one decision.</summary>
/// <param name="Requirement">What was decided, as it is now; null where it is gone.</param>
/// <param name="Refused">Why the decision was not taken; null where it was.</param>
public sealed record Decided(RequirementView? Requirement, string? Refused);
