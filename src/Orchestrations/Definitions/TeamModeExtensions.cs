namespace DurableTeams.Definitions;

/// <summary>Properties of modes.</summary>
public static class TeamModeExtensions
{
    /// <summary>Whether a leader's model directs the members.</summary>
    public static bool HasLeader(this TeamMode mode) =>
        mode is TeamMode.Coordinate or TeamMode.Route or TeamMode.Broadcast or TeamMode.Tasks;

    /// <summary>Whether three members have fixed positions.</summary>
    public static bool IsTriad(this TeamMode mode) => mode.Positions().Count > 0;

    /// <summary>The positions of a triad, each as often as members fill it; none for other modes.</summary>
    public static IReadOnlyList<MemberPosition> Positions(this TeamMode mode) => mode switch
    {
        TeamMode.Hierarchical => [MemberPosition.Orchestrator, MemberPosition.Worker, MemberPosition.Worker],
        TeamMode.Dialectic => [MemberPosition.Proposer, MemberPosition.Critic, MemberPosition.Synthesizer],
        TeamMode.Consensus => [MemberPosition.Peer, MemberPosition.Peer, MemberPosition.Peer],
        _ => [],
    };

    /// <summary>Whether this member's answer can be the team's answer, unchanged.</summary>
    public static bool MayAnswer(this TeamDefinition team, MemberDefinition member)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(member);
        return team.Mode switch
        {
            TeamMode.Route or TeamMode.Handoff or TeamMode.Consensus => true,
            TeamMode.Sequential or TeamMode.Loop => team.Members[^1].Id == member.Id,
            TeamMode.Hierarchical => member.Position == MemberPosition.Orchestrator,
            TeamMode.Dialectic => member.Position == MemberPosition.Synthesizer,
            _ => false,
        };
    }
}
