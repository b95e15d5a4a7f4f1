using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>The modes by name.</summary>
internal static class TeamModes
{
    /// <summary>The mode's implementation.</summary>
    public static ITeamMode For(TeamMode mode) => mode switch
    {
        TeamMode.Coordinate => new CoordinateMode(),
        TeamMode.Route => new RouteMode(),
        TeamMode.Broadcast => new BroadcastMode(),
        TeamMode.Tasks => new TasksMode(),
        TeamMode.Handoff => new HandoffMode(),
        TeamMode.Sequential => new SequentialMode(),
        TeamMode.Loop => new LoopMode(),
        TeamMode.Hierarchical => new HierarchicalMode(),
        TeamMode.Dialectic => new DialecticMode(),
        TeamMode.Consensus => new ConsensusMode(),
        _ => throw new RunFailedException(new RunError("internal", $"Mode '{mode}' is not available.")),
    };
}
