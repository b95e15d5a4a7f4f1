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

    /// <summary>Key into the team's models.</summary>
    public required string Model { get; init; }

    /// <summary>Names of the tools the member is offered; it can call no others.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}
