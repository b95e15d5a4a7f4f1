using System.Globalization;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>Reads a server's list of tools, page by page.</summary>
internal static class McpPages
{
    /// <summary>The tools, each name once; of two tools with one name the first.</summary>
    /// <exception cref="McpLimitException">The list has too many tools or pages.</exception>
    public static async Task<IReadOnlyList<Tool>> ReadAsync(McpClient client, CancellationToken cancellationToken)
    {
        client.ClearKnownTools();
        var tools = new Dictionary<string, Tool>(StringComparer.Ordinal);
        var order = new List<Tool>();
        var characters = 0L;
        string? cursor = null;
        for (var page = 1; ; page++)
        {
            var result = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, cancellationToken)
                .ConfigureAwait(false);
            foreach (var tool in result.Tools ?? [])
            {
                if (!tools.TryAdd(tool.Name, tool) || !IsUsable(client, tool)) continue;
                order.Add(tool);
                characters += tool.Name.Length + (tool.Description?.Length ?? 0) + tool.InputSchema.GetRawText().Length;
            }

            if (tools.Count > McpLimits.Tools) throw Limit($"it has more than {McpLimits.Tools} tools");
            if (characters > McpLimits.ListCharacters)
                throw Limit($"its tools' descriptions and parameters have more than {McpLimits.ListCharacters} characters");
            cursor = result.NextCursor;
            if (string.IsNullOrEmpty(cursor)) return order;
            if (page == McpLimits.Pages) throw Limit($"its list of tools has more than {McpLimits.Pages} pages");
        }
    }

    private static McpLimitException Limit(FormattableString reason) => new(reason.ToString(CultureInfo.InvariantCulture));

    // The client leaves out what asks for headers that cannot be sent; known to it, the others' headers are.
    private static bool IsUsable(McpClient client, Tool tool)
    {
        try
        {
            client.AddKnownTools([tool]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
