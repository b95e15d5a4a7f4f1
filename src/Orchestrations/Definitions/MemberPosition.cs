using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Definitions;

/// <summary>A member's part in a mode that has parts: its name, as team files write it.</summary>
[JsonConverter(typeof(NamedValueJson<MemberPosition>))]
public readonly record struct MemberPosition(string Name) : INamedValue<MemberPosition>
{
    /// <summary>Splits the work and puts the results together; hierarchical.</summary>
    public static MemberPosition Orchestrator { get; } = new("orchestrator");

    /// <summary>Does its part; hierarchical.</summary>
    public static MemberPosition Worker { get; } = new("worker");

    /// <summary>Proposes; dialectic.</summary>
    public static MemberPosition Proposer { get; } = new("proposer");

    /// <summary>Objects; dialectic.</summary>
    public static MemberPosition Critic { get; } = new("critic");

    /// <summary>Reconciles both; dialectic.</summary>
    public static MemberPosition Synthesizer { get; } = new("synthesizer");

    /// <summary>Proposes and votes; consensus.</summary>
    public static MemberPosition Peer { get; } = new("peer");

    /// <inheritdoc/>
    public static IReadOnlyList<string> Numbered { get; } =
    [
        "orchestrator", "worker", "proposer", "critic", "synthesizer", "peer"
    ];

    /// <inheritdoc/>
    public static MemberPosition Of(string name) => new(name);

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? string.Empty;
}
