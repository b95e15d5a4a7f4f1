using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Reads the script of a scripted model: a YAML (or JSON) file <c>*.script.yaml</c> beside the team file or below it, with a
/// list of rules under <c>turns</c>. The first rule whose conditions all hold answers. Texts are taken as written:
/// <c>${NAME}</c> means nothing in a script.
/// <code>
/// turns:
///   - agent: leader              # who asks: a member id, or leader; anyone where absent
///     turn: 1                    # which of its turns, from 1; any where absent
///     contains: news             # what the newest message contains, ignoring case
///     user: news                 # what the newest message of a user contains, whatever tools answered since
///     system: You lead           # what the system prompt contains, ignoring case
///     format: headline           # the name of the response format asked for; json where it has no schema
///     text: I ask the researcher # the answer; {last} stands for the newest message
///     calls:                     # the tools to call
///       - tool: delegate_task_to_member
///         arguments: { member_id: researcher, task: Find the news }
///         id: call-1             # made up where absent
///     delay: 500ms               # how long the model takes
///   - error: The model is down   # fails the call instead of answering
/// </code>
/// </summary>
internal static class ScriptFile
{
    private static readonly string[] RuleKeys =
    [
        "agent", "turn", "contains", "user", "system", "format", "text", "calls", "delay", "error"
    ];

    /// <summary>Whether a file name is a script's, so that it is not read as a team.</summary>
    public static bool IsScript(string name) =>
        Path.GetFileNameWithoutExtension(name).EndsWith(".script", StringComparison.OrdinalIgnoreCase)
            && TeamFiles.HasExtension(name);

    /// <summary>The rules of a model's script, or null after a report.</summary>
    public static IReadOnlyList<ScriptedTurn>? Read(
        string script, string directory, MapReader model, ICollection<DefinitionError> errors)
    {
        var root = Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, script.Replace('\0', '?')));
        if (Path.IsPathRooted(script) || !path.StartsWith(root, StringComparison.Ordinal))
        {
            return Wrong(model, "must be a path relative to the team file that stays within the teams directory");
        }

        if (!IsScript(path))
        {
            return Wrong(model, "must name a file *.script.yaml, so that it is not read as a team");
        }

        if (!File.Exists(path))
        {
            return Wrong(model, $"names '{script}', a file that does not exist");
        }

        var findings = new Findings(Path.Combine(directory, script));
        var turns = YamlText.ReadFile(path, findings) is { } map ? Rules(map, findings) : null;
        foreach (var error in findings.Errors) errors.Add(error);
        if (!findings.None) model.Findings.Break(model.At("script"));
        return turns;
    }

    private static IReadOnlyList<ScriptedTurn>? Wrong(MapReader model, string reason) =>
        model.Wrong<IReadOnlyList<ScriptedTurn>>("script", reason);

    private static List<ScriptedTurn> Rules(YamlMap root, Findings findings)
    {
        var file = new MapReader(root, string.Empty, findings, ["turns"]);
        var turns = new List<ScriptedTurn>();
        foreach (var (item, path) in file.List("turns") ?? [])
        {
            if (item is YamlMap map) turns.Add(Rule(new MapReader(map, path, findings, RuleKeys)));
            else findings.ReportBroken(path, item.Line, "a rule must hold keys with values, such as '- text: Hello'");
        }

        if (findings.None) ScriptCheck.Check(turns, "turns", findings.Report);
        return turns;
    }

    private static ScriptedTurn Rule(MapReader rule) => new()
    {
        Agent = rule.Text("agent"),
        Turn = rule.Whole("turn"),
        Contains = rule.Text("contains"),
        User = rule.Text("user"),
        System = rule.Text("system"),
        Format = rule.Text("format"),
        Text = rule.Text("text"),
        Calls = rule.List("calls")?.Select(c => Call(c.Item, c.Path, rule.Findings)).OfType<ScriptedCall>().ToList(),
        Delay = rule.Time("delay"),
        Error = rule.Text("error"),
    };

    private static ScriptedCall? Call(YamlNode item, string path, Findings findings)
    {
        if (item is YamlMap map)
        {
            var call = new MapReader(map, path, findings, ["tool", "arguments", "id"]);
            return new ScriptedCall(call.Text("tool") ?? string.Empty, call.Data("arguments"), call.Text("id"));
        }

        findings.ReportBroken(path, item.Line, "a call must hold keys with values, such as '- tool: search'");
        return null;
    }
}
