using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Definitions;

/// <summary>
/// How the members of a team work together: the name of a mode, as team files write it. The mode itself is in room Modes.
/// </summary>
[JsonConverter(typeof(NamedValueJson<TeamMode>))]
public readonly record struct TeamMode(string Name) : INamedValue<TeamMode>
{
    /// <summary>A leader model delegates tasks to members and answers.</summary>
    public static TeamMode Coordinate { get; } = new("coordinate");

    /// <summary>A leader model picks one member, whose answer is the run's.</summary>
    public static TeamMode Route { get; } = new("route");

    /// <summary>All members in parallel, then the leader synthesises.</summary>
    public static TeamMode Broadcast { get; } = new("broadcast");

    /// <summary>The leader plans tasks with dependencies.</summary>
    public static TeamMode Tasks { get; } = new("tasks");

    /// <summary>Agents transfer the conversation among themselves.</summary>
    public static TeamMode Handoff { get; } = new("handoff");

    /// <summary>Members in file order, each on the previous output.</summary>
    public static TeamMode Sequential { get; } = new("sequential");

    /// <summary>Sequential, repeated until an agent ends it.</summary>
    public static TeamMode Loop { get; } = new("loop");

    /// <summary>An orchestrator and two workers.</summary>
    public static TeamMode Hierarchical { get; } = new("hierarchical");

    /// <summary>Proposer, critic, synthesizer.</summary>
    public static TeamMode Dialectic { get; } = new("dialectic");

    /// <summary>Three peers that propose and vote.</summary>
    public static TeamMode Consensus { get; } = new("consensus");

    /// <inheritdoc/>
    public static IReadOnlyList<string> Numbered { get; } =
        ["coordinate", "route", "broadcast", "tasks", "handoff", "sequential", "loop", "hierarchical", "dialectic", "consensus"];

    /// <inheritdoc/>
    public static TeamMode Of(string name) => new(name);

    /// <summary>The name; empty for a mode that could not be read.</summary>
    public override string ToString() => Name ?? string.Empty;
}
