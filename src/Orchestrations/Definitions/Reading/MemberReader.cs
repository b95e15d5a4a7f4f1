using DurableTeams.Definitions.Yaml;

namespace DurableTeams.Definitions.Reading;

/// <summary>Reads <c>members</c>.</summary>
internal static class MemberReader
{
    private static readonly string[] Keys = ["id", "name", "role", "instructions", "model", "tools"];

    /// <summary>The members in file order; the team's model is theirs where they name none.</summary>
    public static IReadOnlyList<MemberDefinition> Read(MapReader team, string? model)
    {
        var members = new List<MemberDefinition>();
        foreach (var (item, path) in team.List("members") ?? [])
        {
            if (item is YamlMap map) members.Add(One(new MapReader(map, path, team.Findings, Keys, NotYet.MemberKeys), model));
            else
            {
                team.Findings.ReportBroken(path, item.Line, "a member must hold keys with values, such as '- id: researcher'");
                members.Add(new MemberDefinition { Id = string.Empty, Model = string.Empty });
            }
        }

        return members;
    }

    private static MemberDefinition One(MapReader member, string? model)
    {
        // A nested team has no id and model of its own; that it has none is not a second error.
        if (member.Has("team")) member.Findings.Break(member.Path);
        return new MemberDefinition
        {
            Id = member.Text("id") ?? string.Empty,
            Name = member.Text("name"),
            Role = member.Text("role"),
            Instructions = member.Text("instructions"),
            Model = member.Text("model") ?? model ?? string.Empty,
            Tools = member.Texts("tools") ?? [],
        };
    }
}
