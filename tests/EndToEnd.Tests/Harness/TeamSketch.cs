using System.Text;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A coordinate team in the shortest words; each agent has a model of its own that is named like the agent.</summary>
public sealed record TeamSketch(string Id)
{
    /// <summary>Lines of the file's top level, as they stand in it.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public string Retry { get; init; } = "{ model: { attempts: 3, backoff: 10ms }, tool: { attempts: 1, backoff: 10ms } }";

    /// <summary>Member id, and the tools it may call.</summary>
    public IReadOnlyList<(string Id, string Tools)> Members { get; init; } = [];

    /// <summary>Member id, and what stands in <c>remote</c>: members whose work other processes do.</summary>
    public IReadOnlyList<(string Id, string Remote)> Remotes { get; init; } = [];

    public IReadOnlyList<ToolSketch> Tools { get; init; } = [];

    /// <summary>The file, against these servers.</summary>
    public string ToYaml(string chatEndpoint, string toolAddress)
    {
        var text = new StringBuilder();
        Line(
            text,
            $"id: {Id}\nname: Team {Id}\nmode: coordinate\nmodel: leader\ninstructions: Lead the team {Id}.\nretry: {Retry}");
        foreach (var setting in Settings) Line(text, $"{setting}");
        Line(text, $"models:");
        foreach (var agent in Members.Select(member => member.Id).Prepend("leader"))
            Line(
                text,
                $"  {agent}: {{ provider: openai, model: {agent}, endpoint: \"{chatEndpoint}\", "
                    + $"apiKey: \"${{E2E_API_KEY}}\", temperature: 0 }}");
        Line(text, $"members:");
        foreach (var (id, tools) in Members)
            Line(
                text,
                $"  - id: {id}\n    role: Role of {id}\n    instructions: Work as {id}.\n    model: {id}\n    tools: [{tools}]");
        foreach (var (id, remote) in Remotes)
            Line(text, $"  - id: {id}\n    role: Role of {id}\n    instructions: Work as {id}.\n    remote: {{ {remote} }}");
        if (Tools.Count > 0) Line(text, $"tools:");
        foreach (var tool in Tools) Line(text, $"{tool.ToYaml(toolAddress)}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}

/// <summary>An HTTP tool with one text argument, at the path that is its name.</summary>
public sealed record ToolSketch(string Name, string Argument, string Method = "POST", bool Gated = false, string Extra = "")
{
    public string ToYaml(string toolAddress) =>
        $$"""
          {{Name}}:
            description: The tool {{Name}}
            parameters: { type: object, properties: { {{Argument}}: { type: string } }, required: [{{Argument}}] }
            http: { method: {{Method}}, url: "{{toolAddress}}/{{Name}}", headers: { Authorization: "Bearer ${E2E_TOOL_KEY}" } }
            approval: {{(Gated ? "confirmation" : "none")}}
            {{Extra}}
        """;
}
