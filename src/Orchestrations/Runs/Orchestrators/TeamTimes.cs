using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>How long a team may work: as its own limit says, no longer than the team above lets its members, nor than that one itself.</summary>
internal static class TeamTimes
{
    /// <summary>The time, the error once it is up, and whether it is the time of the team above, which tells of it itself.</summary>
    public static (TimeSpan Time, RunError Error, bool OfTeamAbove) Of(MemberRunInput input)
    {
        var (time, error) = OwnOf(input);
        return input.TeamLeftMs > 0 && TimeSpan.FromMilliseconds(input.TeamLeftMs) <= time
            ? (TimeSpan.FromMilliseconds(input.TeamLeftMs), error, true)
            : (time, error, false);
    }

    private static (TimeSpan Time, RunError Error) OwnOf(MemberRunInput input)
    {
        var (agent, own) = (input.Agent, TimeSpan.FromMilliseconds(input.Plan.TeamTimeoutMs));
        if (input.TimeoutMs > 0 && input.TimeoutMs < input.Plan.TeamTimeoutMs)
        {
            var member = TimeSpan.FromMilliseconds(input.TimeoutMs);
            return (member, new RunError(
                "memberTimeout", $"Team '{agent.TeamId}' did not finish within {Duration.Format(member)} (limits.memberTimeout of the team above).", agent.MemberId));
        }

        return (own, new RunError("teamTimeout", $"Team '{agent.TeamId}' did not finish within {Duration.Format(own)} (limits.teamTimeout).", agent.MemberId));
    }
}
