using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.Mcp;

namespace DurableTeams.Tools;

/// <summary>The tools of all kinds, each call within its timeout, whatever happens told as an outcome.</summary>
internal sealed class Toolbox(IEnumerable<IToolKind> kinds, McpTools mcp, IDefinitionEnvironment environment, TimeProvider time) : IToolbox
{
    // Timers reach no further; a definition may.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(49);

    private readonly IToolKind[] _kinds = [.. kinds];

    public ToolDescription? Describe(TeamDefinition team, string toolName) => Own(team, toolName)?.Tool;

    public async ValueTask<IReadOnlyList<ToolDescription>> ListAsync(TeamDefinition team, IReadOnlyList<string> listed, CancellationToken cancellation = default)
    {
        await mcp.RefreshAsync(team, listed, cancellation).ConfigureAwait(false);
        var known = Known(team, listed).ToLookup(found => found.Entry, found => found.Tool, StringComparer.Ordinal);
        return [.. listed.Distinct(StringComparer.Ordinal).SelectMany(name => Describe(team, name) is { } tool ? [tool] : known[name])];
    }

    public IReadOnlyList<string> NamesOf(TeamDefinition team, IReadOnlyList<string> listed)
    {
        var known = Known(team, listed).ToLookup(found => found.Entry, found => found.Tool.Name, StringComparer.Ordinal);
        return [.. listed.SelectMany(name => team.Tools.GetValueOrDefault(name)?.Mcp is null ? [name] : known[name])];
    }

    public ToolDescription? Find(TeamDefinition team, IReadOnlyList<string> listed, string toolName) =>
        (listed.Contains(toolName, StringComparer.Ordinal) ? Describe(team, toolName) : null)
        ?? Known(team, listed).FirstOrDefault(found => found.Tool.Name == toolName)?.Tool
        ?? mcp.Assume(team, listed, toolName);

    public ToolDescription? Find(TeamDefinition team, string toolName, ToolBinding binding) =>
        binding.Source == ToolSource.Mcp ? mcp.Bound(team, toolName, binding) : Own(team, binding)?.Tool;

    public bool Defines(TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding)
    {
        if (binding is null) return Find(team, listed, toolName) is not null;
        if (!listed.Contains(binding.Entry, StringComparer.Ordinal)) return false;
        return binding.Source == ToolSource.Mcp
            ? team.Tools.TryGetValue(binding.Entry, out var tool) && tool.Mcp is not null
            : Describe(team, binding.Entry) is not null;
    }

    public async ValueTask<ToolStanding> StandAsync(
        TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding, CancellationToken cancellation = default)
    {
        if (binding is { Source: ToolSource.Mcp }) return await mcp.StandAsync(team, toolName, binding, cancellation).ConfigureAwait(false);
        if (binding is not null) return Own(team, binding) is var (_, bound) ? ToolBindings.Stand(bound, binding, environment) : ToolStanding.Gone;
        return listed.Contains(toolName, StringComparer.Ordinal) && Describe(team, toolName) is { } own
            ? ToolBindings.Usable(own, environment)
            : await mcp.StandAsync(team, listed, toolName, cancellation).ConfigureAwait(false);
    }

    public async Task<ToolOutcome> InvokeAsync(TeamDefinition team, ToolInvocation invocation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(invocation);
        cancellation.ThrowIfCancellationRequested();
        if (invocation.Binding is null)
        {
            var standing = await StandAsync(team, invocation.Listed ?? [invocation.Name], invocation.Name, null, cancellation).ConfigureAwait(false);
            if (standing.State != ToolState.Ready) return NotMade(invocation.Name, standing);
            invocation = invocation with { Binding = ToolBindings.Of(standing.Tool!, null) };
        }

        var binding = invocation.Binding!;
        var own = Own(team, binding);
        if ((own?.Tool ?? Find(team, invocation.Name, binding)) is not { } tool) return NotMade(invocation.Name, ToolStanding.Gone);
        var exchange = new McpExchange { IdempotencyKey = invocation.IdempotencyKey };
        using var timeout = new CancellationTokenSource(Min(tool.Definition.Timeout, MaxTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            // Not every kind heeds the token at once; the attempt ends in time all the same.
            var attempt = own is var (kind, _)
                ? kind.InvokeAsync(tool, invocation, either.Token)
                : mcp.InvokeAsync(tool.Definition.Mcp!, binding.Tool!, invocation, exchange, either.Token);
            return ToolResults.Fit(Clean(await attempt.WaitAsync(either.Token).ConfigureAwait(false)));
        }
        catch (Exception failure)
        {
            // A tool is anyone's code: nothing it throws may end the run. And what it throws when it is stopped varies.
            cancellation.ThrowIfCancellationRequested();
            return ToolResults.Fit(timeout.IsCancellationRequested
                ? Failed($"The tool did not answer within {Duration.Format(tool.Definition.Timeout)}.", transient: true, unknown: own is not null || exchange.MayHaveRun)
                : Clean(Failed(failure is DefinitionException ? $"The tool cannot be called: {failure.Message}" : failure.Message, unknown: BrokeOff(failure))));
        }

        // Whatever a tool says, also of another tool of the team or a model.
        ToolOutcome Clean(ToolOutcome outcome) => outcome with { Text = Redaction.Of(team, environment).Remove(outcome.Text) };
    }

    /// <summary>The outcome of a call that was not made.</summary>
    internal static ToolOutcome NotMade(string toolName, ToolStanding standing) => standing.State is ToolState.Away or ToolState.Refused
        ? Failed(standing.Reason!, transient: standing.State == ToolState.Away)
        : Failed($"The tool '{toolName}' {standing.Reason}; the call was not made.");

    private IReadOnlyList<McpFound> Known(TeamDefinition team, IReadOnlyList<string> listed) =>
        mcp.Known(team, listed, name => BuiltInToolNames.All.Contains(name) || team.Tools.ContainsKey(name) || Own(team, name) is not null);

    private (IToolKind Kind, ToolDescription Tool)? Own(TeamDefinition team, string toolName)
    {
        foreach (var kind in _kinds)
        {
            if (kind.Describe(team, toolName) is { } tool) return (kind, tool);
        }

        return null;
    }

    private (IToolKind Kind, ToolDescription Tool)? Own(TeamDefinition team, ToolBinding binding)
    {
        foreach (var kind in _kinds)
        {
            if (kind.Describe(team, binding.Entry) is { } tool && tool.Origin?.Source == binding.Source) return (kind, tool);
        }

        return null;
    }

    // What a function throws is its answer, except where it was itself cut off from what it called.
    private static bool BrokeOff(Exception failure) =>
        failure is TimeoutException or OperationCanceledException or IOException or SocketException or HttpRequestException && !NeverSent.Is(failure);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static ToolOutcome Failed(string text, bool transient = false, bool unknown = false) => new(text, Succeeded: false, transient, unknown);
}
