using DurableTeams.Definitions;

namespace DurableTeams.Bench;

/// <summary>
/// A team of three members for each mode; coordinate asks them one after the other, as Team3 does, and is the measure of the
/// rest.
/// </summary>
internal static class ModesTeams
{
    public static IReadOnlyList<TeamDefinition> All { get; } =
    [
        Team(TeamMode.Coordinate),
        Team(TeamMode.Route),
        Team(TeamMode.Broadcast),
        Team(TeamMode.Tasks),
        Team(TeamMode.Handoff),
        Team(TeamMode.Sequential),
        Team(TeamMode.Loop),
        Team(TeamMode.Hierarchical, MemberPosition.Orchestrator, MemberPosition.Worker, MemberPosition.Worker),
        Team(TeamMode.Dialectic, MemberPosition.Proposer, MemberPosition.Critic, MemberPosition.Synthesizer),
        Team(TeamMode.Consensus, MemberPosition.Peer, MemberPosition.Peer, MemberPosition.Peer),
    ];

    private static TeamDefinition Team(TeamMode mode, params MemberPosition[] positions) => new()
    {
        Id = mode.ToString().ToLowerInvariant(),
        Name = mode.ToString(),
        Mode = mode,
        Model = mode.HasLeader() ? "instant" : null,
        Models = { ["instant"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Limits = new LimitsDefinition { MaxSteps = mode == TeamMode.Loop ? 2 : 25 },
        Consensus = mode == TeamMode.Consensus ? new ConsensusDefinition() : null,
        Members =
        [
            .. Team3ChatClient.Members.Select((id, i) => new MemberDefinition
            {
                Id = id, Role = "Works", Model = "instant", Position = positions.Length == 0 ? null : positions[i],
            }),
        ],
    };
}
