using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Services;

namespace DurableTeams.Dashboard.Playground;

/// <summary>A conversation with a team.</summary>
/// <param name="Team">The team.</param>
/// <param name="Session">The session; null before the first message.</param>
/// <param name="Turns">What was said in earlier runs of the session, oldest first.</param>
/// <param name="Current">The session's newest run; null before the first message.</param>
public sealed record PlayModel(
    PinnedTeam Team, SessionView? Session, IReadOnlyList<SessionTurnView> Turns, PlayRunModel? Current);

/// <summary>The newest run of a conversation.</summary>
/// <param name="Run">The run.</param>
/// <param name="Questions">What it asks.</param>
public sealed record PlayRunModel(RunView Run, IReadOnlyList<RequirementContextView> Questions);
