namespace DurableTeams.Definitions;

/// <summary>Makes a member of a team in code.</summary>
public sealed class MemberBuilder
{
    private MemberDefinition member;

    internal MemberBuilder(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        member = new MemberDefinition { Id = id, Model = string.Empty };
    }

    /// <summary>The name people see.</summary>
    public MemberBuilder Named(string name) => With(member with { Name = name });

    /// <summary>What the member is for; the leader reads it.</summary>
    public MemberBuilder Role(string role) => With(member with { Role = role });

    /// <summary>The member's instructions.</summary>
    public MemberBuilder Instructions(string instructions) => With(member with { Instructions = instructions });

    /// <summary>The name of its model; the team's where this is not called.</summary>
    public MemberBuilder Model(string name) => With(member with { Model = name });

    /// <summary>Adds tools that the member is offered.</summary>
    public MemberBuilder Tools(params string[] names) => With(member with { Tools = [.. member.Tools, .. names] });

    internal MemberDefinition Build(string? teamModel) =>
        member.Model is { Length: > 0 } ? member : member with { Model = teamModel ?? string.Empty };

    private MemberBuilder With(MemberDefinition changed)
    {
        member = changed;
        return this;
    }
}
