using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// How long a team may work: the shortest of its own limit, the limit of the team above for its members, and the time that the
/// team above has left.
/// </summary>
internal static class TeamTimes
{
    /// <summary>
    /// The time, the error once no time is left, and whether it is the time of the team above, which reports its own end.
    /// </summary>
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
                "memberTimeout",
                    $"Team '{agent.TeamId}' did not finish within "
                        + $"{Duration.Format(member)} (limits.memberTimeout of the team above).",
                    agent.MemberId));
        }

        return (own, new RunError(
            "teamTimeout",
            $"Team '{agent.TeamId}' did not finish within {Duration.Format(own)} (limits.teamTimeout).",
            agent.MemberId));
    }
}
