using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools;

/// <summary>The tools of MCP servers: each entry of a team's tools that names a server stands for all of that server's.</summary>
internal sealed class McpTools(McpServers servers, IDefinitionEnvironment environment)
{
    private static readonly JsonElement AnyArguments = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>Asks the listed servers for their tools.</summary>
    /// <exception cref="Models.ModelException">One cannot be used.</exception>
    public async Task RefreshAsync(TeamDefinition team, IEnumerable<string> listed, CancellationToken cancellation)
    {
        foreach (var (entry, tool) in Entries(team, listed))
        {
            try
            {
                var server = servers.Get(tool.Mcp!);
                var before = server.Known;
                var tools = await server.ListAsync(cancellation).ConfigureAwait(false);
                if (ReferenceEquals(before, tools)) continue;
                foreach (var gate in tool.Mcp!.Gated ?? [])
                {
                    if (!tools.Any(known => known.Name == gate)) server.WarnOfGate(gate);
                }
            }
            catch (Exception failure) when (McpFailures.IsKnown(failure) && !cancellation.IsCancellationRequested)
            {
                throw McpFailures.OfList(entry, failure, Redaction.Of(tool.Mcp!, environment));
            }
        }
    }

    /// <summary>The tools of the listed servers, as last seen, each under a name that is not taken.</summary>
    /// <param name="team">The team.</param>
    /// <param name="listed">The names that the agent lists.</param>
    /// <param name="isTaken">Whether a built-in or the team's own tool has a name.</param>
    public IReadOnlyList<McpFound> Known(TeamDefinition team, IEnumerable<string> listed, Func<string, bool> isTaken)
    {
        var found = new List<McpFound>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, tool) in Entries(team, listed))
        {
            var secrets = Redaction.Of(tool.Mcp!, environment);
            foreach (var known in KnownOf(tool.Mcp!) ?? [])
            {
                var name = McpNames.Free(entry, known.Name, taken => isTaken(taken) || names.Contains(taken));
                names.Add(name);
                found.Add(new McpFound(entry, known.Name, Describe(tool, name, known.Name, secrets.Remove(known.Description ?? ""), known.InputSchema)));
            }
        }

        return found;
    }

    /// <summary>The tool of a name where a listed server was never asked, and so may have it.</summary>
    public ToolDescription? Assume(TeamDefinition team, IEnumerable<string> listed, string name)
    {
        foreach (var (entry, tool) in Entries(team, listed))
        {
            if (KnownOf(tool.Mcp!) is not null) continue;
            // By either of its names, so that no gate is missed.
            var gate = tool.Mcp!.Gated?.FirstOrDefault(gated => McpNames.Safe(gated) == name || McpNames.Prefixed(entry, gated) == name);
            return Describe(tool, name, gate ?? name, "", AnyArguments);
        }

        return null;
    }

    /// <summary>Calls a tool once.</summary>
    public async Task<ToolOutcome> InvokeAsync(McpFound found, ToolInvocation invocation, CancellationToken cancellation)
    {
        var mcp = found.Tool.Definition.Mcp!;
        var secrets = Redaction.Of(mcp, environment);
        var server = servers.Get(mcp);
        try
        {
            var call = new CallToolRequestParams
            {
                Name = found.ServerName,
                Arguments = invocation.Arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal),
                Meta = new JsonObject { [HttpToolRequest.KeyHeader] = invocation.IdempotencyKey },
            };
            var outcome = McpResult.Read(await server.CallAsync(call, invocation.IdempotencyKey, cancellation).ConfigureAwait(false), secrets);
            return outcome;
        }
        catch (Exception failure) when (McpFailures.IsKnown(failure) && !cancellation.IsCancellationRequested)
        {
            return McpFailures.OfCall(failure, secrets);
        }
    }

    private static ToolDescription Describe(ToolDefinition tool, string name, string serverName, string description, JsonElement parameters)
    {
        var approval = tool.Approval == ApprovalKind.None && tool.Mcp!.Gated?.Contains(serverName, StringComparer.Ordinal) == true
            ? ApprovalKind.Confirmation
            : tool.Approval;
        return new ToolDescription(name, description, parameters, approval, tool with { Approval = approval });
    }

    private static IEnumerable<(string Entry, ToolDefinition Tool)> Entries(TeamDefinition team, IEnumerable<string> listed)
    {
        foreach (var name in listed)
        {
            if (team.Tools.TryGetValue(name, out var tool) && tool.Mcp is not null) yield return (name, tool);
        }
    }

    private IReadOnlyList<Tool>? KnownOf(McpToolDefinition mcp)
    {
        try
        {
            return servers.Get(mcp).Known;
        }
        catch (DefinitionException)
        {
            return null;
        }
    }
}

/// <summary>A tool of an MCP server.</summary>
/// <param name="Entry">The entry that stands for the server.</param>
/// <param name="ServerName">The server's name for the tool.</param>
/// <param name="Tool">The tool as it is offered.</param>
internal sealed record McpFound(string Entry, string ServerName, ToolDescription Tool);
