using DurableTeams.Definitions;

namespace DurableTeams.Dashboard.Teams;

/// <summary>A team as a drawing: the team, its members beside it, and the tools of each beside these.</summary>
/// <param name="Team">The team.</param>
/// <param name="Members">The members, in the order of the definition.</param>
/// <param name="Height">How many rows it has.</param>
public sealed record TeamDrawing(DrawnNode Team, IReadOnlyList<DrawnMember> Members, int Height)
{
    /// <summary>Draws a team.</summary>
    public static TeamDrawing Of(TeamDefinition team)
    {
        ArgumentNullException.ThrowIfNull(team);
        List<DrawnMember> members = [];
        var row = 0;
        foreach (var member in team.Members)
        {
            var tools = member.Tools.Select((name, at) => new DrawnTool(
                new DrawnNode(name, row + at), team.Tools.TryGetValue(name, out var tool) ? tool.Approval : ApprovalKind.None))
                .ToList();
            var height = Math.Max(1, tools.Count);
            members.Add(new DrawnMember(new DrawnNode(member.Id, row + ((height - 1) / 2.0)), KindOf(member), tools));
            row += height;
        }

        return new TeamDrawing(new DrawnNode(team.Name, Math.Max(0, row - 1) / 2.0), members, Math.Max(1, row));
    }

    private static string KindOf(MemberDefinition member) => member switch
    {
        { Team: { } nested } => nested,
        { Agent: { } agent } => agent,
        { Remote: not null } => "remote",
        { Model: { } model } => model,
        _ => "",
    };
}

/// <summary>A box.</summary>
/// <param name="Name">What stands in it.</param>
/// <param name="Row">The row that it stands in; between two, where it belongs to both.</param>
public sealed record DrawnNode(string Name, double Row)
{
    private const int MaxName = 26;

    /// <summary>The name, as long as the box takes.</summary>
    public string Short => Name.Length <= MaxName ? Name : Name[..(MaxName - 1)] + "…";
}

/// <summary>A member.</summary>
/// <param name="Node">The box.</param>
/// <param name="Kind">What it is: its model, the team that it stands for, code, or remote; empty where the team's model is
/// its.</param>
/// <param name="Tools">Its tools.</param>
public sealed record DrawnMember(DrawnNode Node, string Kind, IReadOnlyList<DrawnTool> Tools);

/// <summary>A tool of a member.</summary>
/// <param name="Node">The box.</param>
/// <param name="Gate">What a person does before it is called.</param>
public sealed record DrawnTool(DrawnNode Node, ApprovalKind Gate);
