using System.Text;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// A team of some mode, with a free tool and a gated one somewhere in it. Its script is a function of the request alone,
/// and every answer names the run's tag, so that requests of many runs at once can be told apart.
/// </summary>
public sealed record ModeTeam(string Id, string Mode)
{
    /// <summary>Lines of the file's top level, as they stand in it.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Members as they stand in a flow mapping, without their models.</summary>
    public IReadOnlyList<(string Id, string More)> Members { get; init; } = [];

    /// <summary>Teams that are members, this team's and theirs.</summary>
    public IReadOnlyList<ModeTeam> Nested { get; init; } = [];

    /// <summary>The answer to a request of a run with this tag.</summary>
    public required Func<ChatRequest, string, ChatAnswer> Script { get; init; }

    /// <summary>The leader's model is named like the team where this is a nested one, as its requests' agent is.</summary>
    public string Leader { get; init; } = "leader";

    /// <summary>Writes the team and those below it.</summary>
    public void Write(Stage stage)
    {
        stage.Folder.Write(Id + ".yaml", ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
        foreach (var nested in Nested) nested.Write(stage);
    }

    public override string ToString() => Id;

    private string ToYaml(string chat, string tools)
    {
        var text = new StringBuilder();
        var led = Mode is "coordinate" or "route" or "broadcast" or "tasks" or "negotiation";
        Line(text, $"id: {Id}\nname: Team {Id}\nmode: {Mode}\ninstructions: Work as the team {Id}.\n{Settings}");
        Line(text, $"limits: {{ maxSteps: 8, memberTimeout: 200s, teamTimeout: 300s }}");
        if (led) Line(text, $"model: {Leader}");
        var agents = Members.Select(member => member.Id).Where(id => Nested.All(team => team.Id != id));
        Line(text, $"models:");
        foreach (var agent in led ? agents.Prepend(Leader) : agents)
            Line(
                text,
                $"  {agent}: {{ provider: openai, model: {agent}, endpoint: \"{chat}\", "
                    + $"apiKey: \"${{E2E_API_KEY}}\", temperature: 0 }}");
        Line(text, $"members:");
        foreach (var (id, more) in Members)
        {
            var member = Nested.Any(team => team.Id == id) ? $"team: {id}" : $"id: {id}, model: {id}, role: Role of {id}{more}";
            Line(text, $"  - {{ {member} }}");
        }

        Line(text, $"tools:");
        Line(text, $"{new ToolSketch("look", "q", "GET").ToYaml(tools)}");
        Line(text, $"{new ToolSketch("send", "text", Gated: true).ToYaml(tools)}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
