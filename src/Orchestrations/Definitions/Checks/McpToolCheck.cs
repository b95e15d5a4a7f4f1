namespace DurableTeams.Definitions.Checks;

/// <summary>Checks an entry that stands for an MCP server's tools.</summary>
internal static class McpToolCheck
{
    public static void Check(ToolDefinition tool, McpToolDefinition mcp, string path, Findings findings, DefinitionScope scope)
    {
        if (tool.Http is not null) findings.Report($"{path}/http", "a tool has 'http' or 'mcp', not both; remove one");
        if (tool.Description is not null)
            findings.Report($"{path}/description", "an MCP server describes its own tools; remove 'description'");
        if (tool.Parameters is not null)
            findings.Report($"{path}/parameters", "an MCP server's tools have their own parameters; remove 'parameters'");
        ToolCheck.Endpoint(mcp.Url, mcp.Headers, $"{path}/mcp", findings, scope);
        var gated = mcp.Gated ?? [];
        for (var i = 0; i < gated.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(gated[i]))
                findings.Report(FormattableString.Invariant(
                    $"{path}/mcp/gated/{i}"), "'gated' must be a list of names of the server's tools");
        }

        if (gated.Count > 0 && tool.Approval != ApprovalKind.None)
        {
            findings.Report($"{path}/mcp/gated", "'approval' gates all of the server's tools already; remove it or 'gated'");
        }

        if (tool.Approve.AllowEdit && gated.Count == 0 && tool.Approval == ApprovalKind.None)
        {
            findings.Report($"{path}/approve", "'approve' has no effect without 'approval: confirmation' or 'gated'");
        }
    }
}
