using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Definitions.Tools;
using DurableTeams.Models;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>The tools of MCP servers: each entry of a team's tools that names a server stands for all of that server's.</summary>
internal sealed partial class McpTool(McpServers servers, IDefinitionEnvironment environment) : IToolKind
{
    private static readonly ToolSource OfServers = new("mcp");
    private static readonly JsonElement AnyArguments = JsonElement.Parse("""{"type":"object"}""");

    public ToolSource Source => OfServers;

    public static void AddServices(IServiceCollection services)
    {
        ToolConnections.Add(services, McpServers.Client, () => new McpHandler());
        services.TryAddSingleton<McpServers>();
    }

    // Its tools have names of their own.
    public ToolDescription? Describe(TeamDefinition team, string toolName) => null;

    public bool IsServer(TeamDefinition team, string entry) =>
        team.Tools.TryGetValue(entry, out var tool) && tool.Mcp is not null;

    public async Task RefreshAsync(TeamDefinition team, IEnumerable<string> entries, CancellationToken cancellationToken)
    {
        foreach (var (entry, tool) in Servers(team, entries))
            await RefreshAsync(entry, tool, anew: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ToolStanding> StandAsync(
        TeamDefinition team, string name, ToolBinding binding, CancellationToken cancellationToken)
    {
        if (!team.Tools.TryGetValue(binding.Entry, out var tool) || tool.Mcp is null) return ToolStanding.NotListed;
        // Checked before the server is asked: without the variable the server cannot be asked.
        var unasked = Describe(tool, name, binding.Entry, binding.Tool!, "", AnyArguments);
        if (ToolBindings.Usable(unasked, environment) is { State: not ToolState.Ready } unusable) return unusable;
        // The list may be a minute old: the tool of an allowed call is looked up again, and a missing tool may be there by now.
        for (var anew = binding.Gate is not null; ; anew = true)
        {
            try
            {
                await RefreshAsync(binding.Entry, tool, anew, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelException away)
            {
                return new ToolStanding(
                    away.Transient ? ToolState.Away : ToolState.Refused, Bound(team, name, binding), away.Message);
            }

            var found = KnownOf(tool.Mcp)?.FirstOrDefault(known => known.Name == binding.Tool);
            var standing = found is null
                ? ToolStanding.NotListed
                : ToolBindings.Stand(Describe(
                    tool, name, binding.Entry, found.Name, found.Description ?? "", found.InputSchema), binding, environment);
            if (standing.State == ToolState.Ready || anew) return standing;
        }
    }

    // Where its server was not asked, any arguments fit.
    public ToolDescription? Bound(TeamDefinition team, string name, ToolBinding binding)
    {
        if (!team.Tools.TryGetValue(binding.Entry, out var tool) || tool.Mcp is null) return null;
        var known = KnownOf(tool.Mcp)?.FirstOrDefault(known => known.Name == binding.Tool);
        return Describe(tool, name, binding.Entry, binding.Tool!, known?.Description ?? "", known?.InputSchema ?? AnyArguments);
    }

    // Where two tools can have been meant, or a server that does not answer may have another, none is taken.
    public async ValueTask<ToolStanding> SearchAsync(
        TeamDefinition team, IEnumerable<string> entries, string name, CancellationToken cancellationToken)
    {
        ModelException? unasked = null;
        List<ToolStanding> found = [];
        foreach (var (entry, tool) in Servers(team, entries))
        {
            try
            {
                await RefreshAsync(entry, tool, anew: false, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelException away)
            {
                unasked = away;
                continue;
            }

            found.AddRange((KnownOf(tool.Mcp!) ?? []).Where(known => McpNames.MayBe(entry, known.Name, name))
                .Select(known => ToolBindings.Usable(
                    Describe(tool, name, entry, known.Name, known.Description ?? "", known.InputSchema), environment)));
        }

        if (found.Count > 1)
            return new ToolStanding(
                ToolState.Gone, null, "is one of several tools of this name, and the call does not record which");
        if (unasked is not null)
            return new ToolStanding(unasked.Transient ? ToolState.Away : ToolState.Refused, null, unasked.Message);
        return found.Count == 1 ? found[0] : ToolStanding.Gone;
    }

    public IReadOnlyList<ServerTool> Known(TeamDefinition team, IEnumerable<string> entries, Func<string, bool> isTaken)
    {
        var found = new List<ServerTool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, tool) in Servers(team, entries))
        {
            var secrets = Redaction.Of(tool, environment);
            foreach (var known in KnownOf(tool.Mcp!) ?? [])
            {
                var name = McpNames.Free(entry, known.Name, taken => isTaken(taken) || names.Contains(taken));
                names.Add(name);
                found.Add(new ServerTool(
                    entry, Describe(tool, name, entry, known.Name, secrets.Remove(known.Description ?? ""), known.InputSchema)));
            }
        }

        return found;
    }

    public ToolDescription? Assume(TeamDefinition team, IEnumerable<string> entries, string name)
    {
        foreach (var (entry, tool) in Servers(team, entries))
        {
            if (KnownOf(tool.Mcp!) is not null) continue;
            // By either of the tool's names, so that no gate is missed.
            var gate = tool.Mcp!.Gated?.FirstOrDefault(gated => McpNames.Safe(gated) == name
                || McpNames.Prefixed(entry, gated) == name);
            return Describe(tool, name, entry, gate ?? name, "", AnyArguments) with { Origin = null };
        }

        return null;
    }

    public async Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken)
    {
        var mcp = tool.Definition.Mcp!;
        var exchange = new McpExchange { IdempotencyKey = invocation.IdempotencyKey };
        attempt.MayHaveRun = () => exchange.MayHaveRun;
        var secrets = Redaction.Of(tool.Definition, environment);
        try
        {
            var server = servers.Get(mcp);
            var call = new CallToolRequestParams
            {
                Name = tool.Origin!.Tool!,
                Arguments = invocation.Arguments.EnumerateObject()
                    .ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal),
                Meta = new JsonObject { [IdempotencyHeader.Name] = invocation.IdempotencyKey },
            };
            var result = await server.CallAsync(call, exchange, cancellationToken).ConfigureAwait(false);
            return McpResult.Read(result, secrets, exchange.TooLong);
        }
        catch (Exception failure) when (McpFailures.IsKnown(failure) && !cancellationToken.IsCancellationRequested)
        {
            return McpFailures.OfCall(failure, exchange, secrets);
        }
    }

    private async Task RefreshAsync(string entry, ToolDefinition tool, bool anew, CancellationToken cancellationToken)
    {
        try
        {
            var server = servers.Get(tool.Mcp!);
            var before = server.Known;
            var tools = await server.ListAsync(anew, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(before, tools)) return;
            foreach (var gate in tool.Mcp!.Gated ?? [])
            {
                if (!tools.Any(known => known.Name == gate)) server.WarnOfGate(gate);
            }
        }
        catch (Exception failure) when (McpFailures.IsKnown(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw McpFailures.OfList(entry, failure, Redaction.Of(tool, environment));
        }
    }

    private static ToolDescription Describe(
        ToolDefinition tool, string name, string entry, string serverName, string description, JsonElement parameters)
    {
        var approval = tool.Approval == ApprovalKind.None && tool.Mcp!.Gated?.Contains(serverName, StringComparer.Ordinal) == true
            ? ApprovalKind.Confirmation
            : tool.Approval;
        return new ToolDescription(name, description, parameters, approval, tool with { Approval = approval })
        {
            Origin = new ToolOrigin(OfServers, entry, serverName),
        };
    }

    private static IEnumerable<(string Entry, ToolDefinition Tool)> Servers(TeamDefinition team, IEnumerable<string> entries)
    {
        foreach (var name in entries)
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
