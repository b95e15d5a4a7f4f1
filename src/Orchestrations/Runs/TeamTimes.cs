using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>How long a team may work: as its own limit says, and no longer than the team above lets its members.</summary>
internal static class TeamTimes
{
    /// <summary>The time and the error once it is up.</summary>
    public static (TimeSpan Time, RunError Error) Of(MemberRunInput input)
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
