using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Remote;

namespace DurableTeams;

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

    /// <summary>
    /// The name of the member's model, one of the team's or a registered chat client; without this call the team's model.
    /// </summary>
    public MemberBuilder Model(string name) => With(_member with { Model = name });

    /// <summary>Adds tools that the member is offered.</summary>
    public MemberBuilder Tools(params string[] names) => With(_member with { Tools = [.. _member.Tools, .. names] });

    /// <summary>Makes the member the registered agent of this name, written in code, instead of a model.</summary>
    public MemberBuilder Agent(string name) => With(_member with { Agent = name });

    /// <summary>Makes the member a remote one: another process does its work.</summary>
    public MemberBuilder Remote(Action<RemoteBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var remote = new RemoteBuilder();
        configure(remote);
        return With(_member with { Remote = remote.Made });
    }

    /// <summary>The member's part, in triads.</summary>
    public MemberBuilder Position(MemberPosition position) => With(_member with { Position = position });

    /// <summary>Its part, by name, in modes that have parts.</summary>
    public MemberBuilder Position(string name) => Position(new MemberPosition(name));

    /// <summary>
    /// The only members it may transfer to, in mode handoff; all where this is not called, none where none are named.
    /// </summary>
    public MemberBuilder Handoffs(params string[] ids) => With(_member with { Handoffs = [.. _member.Handoffs ?? [], .. ids] });

    internal MemberDefinition Build(string? teamModel) =>
        _member is { Model: null, Team: null, Agent: null, Remote: null } ? _member with { Model = teamModel } : _member;

    private MemberBuilder With(MemberDefinition changed)
    {
        _member = changed;
        return this;
    }
}
