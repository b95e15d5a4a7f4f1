using DurableTeams.Definitions.Files;

namespace DurableTeams.Definitions.Building;

/// <summary>Makes a member of a team in code.</summary>
public sealed class MemberBuilder
{
    private MemberDefinition _member;

    internal MemberBuilder(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _member = new MemberDefinition { Id = id };
    }

    internal MemberBuilder(TeamDefinition team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _member = new MemberDefinition { Id = team.Id, Team = team.Id, TeamVersion = TeamHash.Compute(team) };
    }

    /// <summary>The name people see.</summary>
    public MemberBuilder Named(string name) => With(_member with { Name = name });

    /// <summary>What the member is for; the leader reads it.</summary>
    public MemberBuilder Role(string role) => With(_member with { Role = role });

    /// <summary>The member's instructions.</summary>
    public MemberBuilder Instructions(string instructions) => With(_member with { Instructions = instructions });

    /// <summary>The name of the member's model; without this call the team's model.</summary>
    public MemberBuilder Model(string name) => With(_member with { Model = name });

    /// <summary>Adds tools that the member is offered.</summary>
    public MemberBuilder Tools(params string[] names) => With(_member with { Tools = [.. _member.Tools, .. names] });

    /// <summary>Makes the member the registered agent of this name, written in code, instead of a model.</summary>
    public MemberBuilder Agent(string name) => With(_member with { Agent = name });

    /// <summary>The member's part, in triads.</summary>
    public MemberBuilder Position(MemberPosition position) => With(_member with { Position = position });

    /// <summary>Its part, by name, in modes that have parts.</summary>
    public MemberBuilder Position(string name) => Position(new MemberPosition(name));

    /// <summary>
    /// The only members it may transfer to, in mode handoff; all where this is not called, none where none are named.
    /// </summary>
    public MemberBuilder Handoffs(params string[] ids) => With(_member with { Handoffs = [.. _member.Handoffs ?? [], .. ids] });

    internal MemberDefinition Build(string? teamModel) =>
        _member.Model is null && _member.Team is null && _member.Agent is null ? _member with { Model = teamModel } : _member;

    private MemberBuilder With(MemberDefinition changed)
    {
        _member = changed;
        return this;
    }
}
