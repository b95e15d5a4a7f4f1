using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>The tools of MCP servers: each entry of a team's tools that names a server stands for all of that server's.</summary>
internal sealed class McpTools(McpServers servers, IDefinitionEnvironment environment)
{
    private static readonly JsonElement AnyArguments = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>Asks the listed servers for their tools.</summary>
    /// <exception cref="ModelException">A server cannot be used.</exception>
    public async Task RefreshAsync(TeamDefinition team, IEnumerable<string> listed, CancellationToken cancellation)
    {
        foreach (var (entry, tool) in Entries(team, listed)) await RefreshAsync(entry, tool, anew: false, cancellation).ConfigureAwait(false);
    }

    /// <summary>The present state of the tool that a call is bound to.</summary>
    /// <param name="team">The team.</param>
    /// <param name="name">The name in the call.</param>
    /// <param name="binding">The binding of the call.</param>
    /// <param name="cancellation">Ends the wait for the server.</param>
    public async Task<ToolStanding> StandAsync(TeamDefinition team, string name, ToolBinding binding, CancellationToken cancellation)
    {
        if (!team.Tools.TryGetValue(binding.Entry, out var tool) || tool.Mcp is null) return ToolStanding.Gone;
        // Checked before the server is asked: without the variable the server cannot be asked.
        var unasked = Describe(tool, name, binding.Entry, binding.Tool!, "", AnyArguments);
        if (ToolBindings.Usable(unasked, environment) is { State: not ToolState.Ready } unusable) return unusable;
        // The list may be a minute old: the tool of an allowed call is looked up again, and a missing tool may be there by now.
        for (var anew = binding.Gate is not null; ; anew = true)
        {
            try
            {
                await RefreshAsync(binding.Entry, tool, anew, cancellation).ConfigureAwait(false);
            }
            catch (ModelException away)
            {
                return new ToolStanding(away.Transient ? ToolState.Away : ToolState.Refused, Bound(team, name, binding), away.Message);
            }

            var found = KnownOf(tool.Mcp)?.FirstOrDefault(known => known.Name == binding.Tool);
            var standing = found is null
                ? ToolStanding.Gone
                : ToolBindings.Stand(Describe(tool, name, binding.Entry, found.Name, found.Description ?? "", found.InputSchema), binding, environment);
            if (standing.State == ToolState.Ready || anew) return standing;
        }
    }

    /// <summary>The tool that a call is bound to, by what is known without asking anyone: where its server was not asked, any arguments fit.</summary>
    public ToolDescription? Bound(TeamDefinition team, string name, ToolBinding binding)
    {
        if (!team.Tools.TryGetValue(binding.Entry, out var tool) || tool.Mcp is null) return null;
        var known = KnownOf(tool.Mcp)?.FirstOrDefault(known => known.Name == binding.Tool);
        return Describe(tool, name, binding.Entry, binding.Tool!, known?.Description ?? "", known?.InputSchema ?? AnyArguments);
    }

    /// <summary>
    /// The one tool that can have been meant by a name, of a call that does not say: where two can, or a server that was not
    /// asked may have another, none is taken.
    /// </summary>
    public async Task<ToolStanding> StandAsync(TeamDefinition team, IReadOnlyList<string> listed, string name, CancellationToken cancellation)
    {
        ModelException? unasked = null;
        List<ToolStanding> found = [];
        foreach (var (entry, tool) in Entries(team, listed))
        {
            try
            {
                await RefreshAsync(entry, tool, anew: false, cancellation).ConfigureAwait(false);
            }
            catch (ModelException away)
            {
                unasked = away;
                continue;
            }

            found.AddRange((KnownOf(tool.Mcp!) ?? []).Where(known => McpNames.MayBe(entry, known.Name, name))
                .Select(known => ToolBindings.Usable(Describe(tool, name, entry, known.Name, known.Description ?? "", known.InputSchema), environment)));
        }

        if (found.Count > 1) return new ToolStanding(ToolState.Gone, null, "is one of several tools of this name, and the call does not record which");
        if (unasked is not null) return new ToolStanding(unasked.Transient ? ToolState.Away : ToolState.Refused, null, unasked.Message);
        return found.Count == 1 ? found[0] : ToolStanding.Gone;
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
                found.Add(new McpFound(entry, Describe(tool, name, entry, known.Name, secrets.Remove(known.Description ?? ""), known.InputSchema)));
            }
        }

        return found;
    }

    /// <summary>The tool of a name where a listed server was never asked, and so may have the tool.</summary>
    public ToolDescription? Assume(TeamDefinition team, IEnumerable<string> listed, string name)
    {
        foreach (var (entry, tool) in Entries(team, listed))
        {
            if (KnownOf(tool.Mcp!) is not null) continue;
            // By either of the tool's names, so that no gate is missed.
            var gate = tool.Mcp!.Gated?.FirstOrDefault(gated => McpNames.Safe(gated) == name || McpNames.Prefixed(entry, gated) == name);
            return Describe(tool, name, entry, gate ?? name, "", AnyArguments) with { Origin = null };
        }

        return null;
    }

    /// <summary>Calls a tool once, by its name at its server.</summary>
    public async Task<ToolOutcome> InvokeAsync(McpToolDefinition mcp, string serverName, ToolInvocation invocation, McpExchange exchange, CancellationToken cancellation)
    {
        var secrets = Redaction.Of(mcp, environment);
        try
        {
            var server = servers.Get(mcp);
            var call = new CallToolRequestParams
            {
                Name = serverName,
                Arguments = invocation.Arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal),
                Meta = new JsonObject { [HttpToolRequest.KeyHeader] = invocation.IdempotencyKey },
            };
            var result = await server.CallAsync(call, exchange, cancellation).ConfigureAwait(false);
            return McpResult.Read(result, secrets, exchange.TooLong);
        }
        catch (Exception failure) when (McpFailures.IsKnown(failure) && !cancellation.IsCancellationRequested)
        {
            return McpFailures.OfCall(failure, exchange, secrets);
        }
    }

    private async Task RefreshAsync(string entry, ToolDefinition tool, bool anew, CancellationToken cancellation)
    {
        try
        {
            var server = servers.Get(tool.Mcp!);
            var before = server.Known;
            var tools = await server.ListAsync(anew, cancellation).ConfigureAwait(false);
            if (ReferenceEquals(before, tools)) return;
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

    private static ToolDescription Describe(ToolDefinition tool, string name, string entry, string serverName, string description, JsonElement parameters)
    {
        var approval = tool.Approval == ApprovalKind.None && tool.Mcp!.Gated?.Contains(serverName, StringComparer.Ordinal) == true
            ? ApprovalKind.Confirmation
            : tool.Approval;
        return new ToolDescription(name, description, parameters, approval, tool with { Approval = approval })
        {
            Origin = new ToolOrigin(ToolSource.Mcp, entry, serverName),
        };
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
/// <param name="Tool">The tool as it is offered.</param>
internal sealed record McpFound(string Entry, ToolDescription Tool);
