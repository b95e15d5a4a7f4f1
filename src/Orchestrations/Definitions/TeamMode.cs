namespace DurableTeams.Definitions;

/// <summary>How the members of a team work together; the names are those of team files.</summary>
public enum TeamMode
{
    /// <summary>A leader model delegates tasks to members and answers.</summary>
    Coordinate,

    /// <summary>A leader model picks one member, whose answer is the run's.</summary>
    Route,

    /// <summary>All members in parallel, then the leader synthesises.</summary>
    Broadcast,

    /// <summary>The leader plans tasks with dependencies.</summary>
    Tasks,

    /// <summary>Agents transfer the conversation among themselves.</summary>
    Handoff,

    /// <summary>Members in file order, each on the previous output.</summary>
    Sequential,

    /// <summary>Sequential, repeated until an agent ends it.</summary>
    Loop,

    /// <summary>An orchestrator and two workers.</summary>
    Hierarchical,

    /// <summary>Proposer, critic, synthesizer.</summary>
    Dialectic,

    /// <summary>Three peers that propose and vote.</summary>
    Consensus,
}
