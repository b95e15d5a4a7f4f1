using DurableTeams.Definitions;

namespace DurableTeams.Testing.Teams;

/// <summary>Members of teams, answered for by the test.</summary>
public static class TestMember
{
    public static MemberDefinition Of(string id, params string[] tools) =>
        new() { Id = id, Role = $"Role of {id}", Model = "test", Tools = tools };

    /// <summary>The member that a team is.</summary>
    public static MemberDefinition Nested(string team) => new() { Id = team, Team = team };

    /// <summary>A member that hands over to these alone.</summary>
    public static MemberDefinition Handing(string id, params string[] to) => Of(id) with { Handoffs = to };
}
