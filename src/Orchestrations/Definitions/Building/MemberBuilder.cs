using DurableTeams.Definitions.Files;

namespace DurableTeams.Definitions.Building;

/// <summary>Makes a member of a team in code.</summary>
public sealed class MemberBuilder
{
    private MemberDefinition member;

    internal MemberBuilder(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        member = new MemberDefinition { Id = id };
    }

    internal MemberBuilder(TeamDefinition team)
    {
        ArgumentNullException.ThrowIfNull(team);
        member = new MemberDefinition { Id = team.Id, Team = team.Id, TeamVersion = TeamHash.Compute(team) };
    }

    /// <summary>The name people see.</summary>
    public MemberBuilder Named(string name) => With(member with { Name = name });

    /// <summary>What the member is for; the leader reads it.</summary>
    public MemberBuilder Role(string role) => With(member with { Role = role });

    /// <summary>The member's instructions.</summary>
    public MemberBuilder Instructions(string instructions) => With(member with { Instructions = instructions });

    /// <summary>The name of the member's model; without this call the team's model.</summary>
    public MemberBuilder Model(string name) => With(member with { Model = name });

    /// <summary>Adds tools that the member is offered.</summary>
    public MemberBuilder Tools(params string[] names) => With(member with { Tools = [.. member.Tools, .. names] });

    /// <summary>Makes the member the registered agent of this name, written in code, instead of a model.</summary>
    public MemberBuilder Agent(string name) => With(member with { Agent = name });

    /// <summary>The member's part, in triads.</summary>
    public MemberBuilder Position(MemberPosition position) => With(member with { Position = position });

    /// <summary>Its part, by name, in modes that have parts.</summary>
    public MemberBuilder Position(string name) => Position(new MemberPosition(name));

    /// <summary>The only members it may transfer to, in mode handoff; all where this is not called, none where none are named.</summary>
    public MemberBuilder Handoffs(params string[] ids) => With(member with { Handoffs = [.. member.Handoffs ?? [], .. ids] });

    internal MemberDefinition Build(string? teamModel) =>
        member.Model is null && member.Team is null && member.Agent is null ? member with { Model = teamModel } : member;

    private MemberBuilder With(MemberDefinition changed)
    {
        member = changed;
        return this;
    }
}
