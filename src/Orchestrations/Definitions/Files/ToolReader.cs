namespace DurableTeams.Definitions.Files;

/// <summary>Reads one of <c>tools</c>.</summary>
internal static class ToolReader
{
    public static readonly string[] Keys =
    [
        "description", "parameters", "http", "mcp", "approval", "approve", "inputFields", "repeatable", "timeout"
    ];

    private static readonly ToolDefinition Defaults = new();

    public static ToolDefinition Read(MapReader tool)
    {
        return new ToolDefinition
        {
            Description = tool.Text("description"),
            Parameters = tool.Data("parameters"),
            Http = Http(tool),
            Mcp = Mcp(tool),
            Approval = ApproveReader.Kind(tool, out var when) ?? Defaults.Approval,
            ApprovalWhen = when,
            InputFields = tool.Texts("inputFields"),
            Approve = ApproveReader.Read(tool),
            Repeatable = tool.Flag("repeatable") ?? Defaults.Repeatable,
            Timeout = tool.Time("timeout") ?? Defaults.Timeout,
        };
    }

    private static HttpToolDefinition? Http(MapReader tool)
    {
        var http = tool.Map("http", ["method", "url", "headers"]);
        // An unreadable http key still makes the tool an HTTP tool, not a function.
        if (http is null) return tool.Findings.IsBroken(tool.At("http")) ? new HttpToolDefinition { Url = string.Empty } : null;
        var made = new HttpToolDefinition { Method = http.Text("method") ?? "POST", Url = http.Text("url") ?? string.Empty };
        Headers(http, made.Headers);
        return made;
    }

    private static McpToolDefinition? Mcp(MapReader tool)
    {
        var mcp = tool.Map("mcp", ["url", "headers", "gated"]);
        if (mcp is null) return tool.Findings.IsBroken(tool.At("mcp")) ? new McpToolDefinition { Url = string.Empty } : null;
        var made = new McpToolDefinition { Url = mcp.Text("url") ?? string.Empty, Gated = mcp.Texts("gated") };
        Headers(mcp, made.Headers);
        return made;
    }

    private static void Headers(MapReader endpoint, SortedDictionary<string, string> made)
    {
        if (endpoint.Map("headers") is not { } headers) return;
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
