using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Definitions.Tools;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Tools.Mcp;

/// <content>The settings of MCP servers in team files: <c>mcp: { url, headers, gated }</c>.</content>
internal sealed partial class McpTool
{
    /// <inheritdoc/>
    public static string Key => "mcp";

    /// <inheritdoc/>
    public static JsonObject Schema() => Map("An MCP server, all of whose tools these are.", new Dictionary<string, JsonObject>
    {
        ["url"] = Text("The address."),
        ["headers"] = Named("Headers sent with each request.", Text("The value; secrets as ${NAME}.")),
        ["gated"] = List("The tools whose calls a person confirms.", Text("The server's name of a tool.")),
    }, "url");

    /// <inheritdoc/>
    public static bool HasMember(ToolDefinition tool) => tool.Mcp is not null;

    /// <inheritdoc/>
    public static ToolDefinition Read(MapReader? settings, ToolDefinition tool)
    {
        var mcp = new McpToolDefinition { Url = settings?.Text("url") ?? "", Gated = settings?.TextList("gated") };
        ToolReader.Headers(settings, mcp.Headers);
        return tool with { Mcp = mcp };
    }

    /// <inheritdoc/>
    public static void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
        var mcp = tool.Mcp!;
        if (tool.Description is not null)
            findings.Report($"{path}/description", "an MCP server describes its own tools; remove 'description'");
        if (tool.Parameters is not null)
            findings.Report($"{path}/parameters", "an MCP server's tools have their own parameters; remove 'parameters'");
        EndpointCheck.Check(mcp.Url, mcp.Headers, $"{path}/mcp", findings, scope);
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

    /// <inheritdoc/>
    public static ToolDefinition Visit(ToolDefinition tool, string place, OutgoingTexts texts) => tool with
    {
        Mcp = tool.Mcp! with
        {
            Url = texts.Address($"{place}/url", tool.Mcp.Url),
            Headers = texts.Headers($"{place}/headers", tool.Mcp.Headers),
        },
    };
}
