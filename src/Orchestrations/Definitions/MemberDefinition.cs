using DurableTeams.Definitions.Remote;

namespace DurableTeams.Definitions;

/// <summary>One member of a team.</summary>
public sealed record MemberDefinition
{
    /// <summary>The member's id, unique in the team, <c>[a-z0-9-]{1,64}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name people see; the id where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>What the member is for; the leader reads it.</summary>
    public string? Role { get; init; }

    /// <summary>The member's instructions.</summary>
    public string? Instructions { get; init; }

    /// <summary>
    /// The name of the member's model (see <see cref="TeamDefinition.FindModel"/>); null where the member is a team or an agent
    /// written in code.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>The team this member is, its id also the member's; null for an agent.</summary>
    public string? Team { get; init; }

    /// <summary>The content hash of that team's definition, so that a run is pinned to it as well.</summary>
    public string? TeamVersion { get; init; }

    /// <summary>The name of the registered agent, written in code, that this member is.</summary>
    public string? Agent { get; init; }

    /// <summary>Where the work of this member is done, for a remote member; null for any other.</summary>
    public RemoteDefinition? Remote { get; init; }

    /// <summary>Its part, in triads.</summary>
    public MemberPosition? Position { get; init; }

    /// <summary>The members it may transfer to, in mode handoff; null is all.</summary>
    public IReadOnlyList<string>? Handoffs { get; init; }

    /// <summary>Names of the tools the member is offered; it can call no others.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}
