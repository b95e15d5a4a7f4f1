using DurableTeams.Definitions.Tools;

namespace DurableTeams.Definitions.Files;

/// <summary>Reads one of <c>tools</c>.</summary>
internal static class ToolReader
{
    private static readonly ToolDefinition Defaults = new();

    public static IReadOnlyList<string> Keys =>
    [
        "description", "parameters", .. KnownToolKinds.Keys, "approval", "approve", "inputFields", "repeatable", "timeout"
    ];

    public static ToolDefinition Read(MapReader entry)
    {
        var tool = new ToolDefinition { Description = entry.Text("description"), Parameters = entry.Data("parameters") };
        foreach (var kind in KnownToolKinds.All) tool = kind.Read(entry, tool);
        return tool with
        {
            Approval = ApproveReader.Kind(entry, out var when) ?? Defaults.Approval,
            ApprovalWhen = when,
            InputFields = entry.TextList("inputFields"),
            Approve = ApproveReader.Read(entry),
            Repeatable = entry.Flag("repeatable") ?? Defaults.Repeatable,
            Timeout = entry.Time("timeout") ?? Defaults.Timeout,
        };
    }

    /// <summary>Reads <c>headers</c> of a server into a dictionary.</summary>
    public static void Headers(MapReader? server, SortedDictionary<string, string> made)
    {
        if (server?.Map("headers") is not { } headers) return;
        foreach (var entry in headers.Entries)
        {
            if (entry.Value is YamlScalar { IsNull: true }) headers.Wrong<string>(entry.Key, "must be text");
            else if (headers.Text(entry.Key) is { } value && !made.TryAdd(entry.Key, value))
            {
                headers.Findings.ReportAt(entry.Line, $"duplicate header '{entry.Key}'; case does not count in header names");
            }
        }
    }
}
