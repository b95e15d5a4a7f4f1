using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Models;

namespace DurableTeams.Tools;

/// <summary>The tools of all kinds, each call within its timeout, whatever happens told as an outcome.</summary>
internal sealed class Toolbox(IEnumerable<IToolKind> kinds, McpTools mcp, IDefinitionEnvironment environment, TimeProvider time) : IToolbox
{
    // Timers reach no further; a definition may.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(49);

    private readonly IToolKind[] _kinds = [.. kinds];

    public ToolDescription? Describe(TeamDefinition team, string toolName) => Find(team, toolName)?.Tool;

    public async ValueTask<IReadOnlyList<ToolDescription>> ListAsync(TeamDefinition team, IReadOnlyList<string> listed, CancellationToken cancellation = default)
    {
        await mcp.RefreshAsync(team, listed, cancellation).ConfigureAwait(false);
        var known = Known(team, listed).ToLookup(found => found.Entry, found => found.Tool, StringComparer.Ordinal);
        return [.. listed.SelectMany(name => Describe(team, name) is { } tool ? [tool] : known[name])];
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

    public async ValueTask<ToolDescription?> FindAsync(TeamDefinition team, IReadOnlyList<string> listed, string toolName, CancellationToken cancellation = default)
    {
        if (listed.Contains(toolName, StringComparer.Ordinal) && Describe(team, toolName) is { } own) return own;
        try
        {
            await mcp.RefreshAsync(team, listed, cancellation).ConfigureAwait(false);
        }
        catch (ModelException)
        {
            // As it was known, then: the call itself will tell.
        }

        return Find(team, listed, toolName);
    }

    public async Task<ToolOutcome> InvokeAsync(TeamDefinition team, ToolInvocation invocation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(invocation);
        cancellation.ThrowIfCancellationRequested();
        var found = Find(team, invocation.Name);
        if ((found?.Tool ?? Find(team, invocation.Listed ?? [], invocation.Name)) is not { } tool) return Failed($"There is no tool '{invocation.Name}'.");
        using var timeout = new CancellationTokenSource(Min(tool.Definition.Timeout, MaxTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            // Not every kind heeds the token at once; the attempt ends in time all the same.
            var attempt = found is var (kind, _) ? kind.InvokeAsync(tool, invocation, either.Token) : InvokeMcpAsync(team, invocation, either.Token);
            return ToolResults.Fit(Clean(await attempt.WaitAsync(either.Token).ConfigureAwait(false)));
        }
        catch (Exception failure)
        {
            // A tool is anyone's code: nothing it throws may end the run. And what it throws when it is stopped varies.
            cancellation.ThrowIfCancellationRequested();
            return ToolResults.Fit(timeout.IsCancellationRequested
                ? Failed($"The tool did not answer within {Duration.Format(tool.Definition.Timeout)}.", transient: true, unknown: true)
                : Clean(Failed(failure is DefinitionException ? $"The tool cannot be called: {failure.Message}" : failure.Message)));
        }

        // Whatever a tool says, also of another tool of the team or a model.
        ToolOutcome Clean(ToolOutcome outcome) => outcome with { Text = Redaction.Of(team, environment).Remove(outcome.Text) };
    }

    private async Task<ToolOutcome> InvokeMcpAsync(TeamDefinition team, ToolInvocation invocation, CancellationToken cancellation)
    {
        try
        {
            await mcp.RefreshAsync(team, invocation.Listed!, cancellation).ConfigureAwait(false);
        }
        catch (ModelException unreachable)
        {
            // Another server than the tool's may be the one that is away.
            if (Known(team, invocation.Listed!).All(known => known.Tool.Name != invocation.Name)) return Failed(unreachable.Message, unreachable.Transient);
        }

        var found = Known(team, invocation.Listed!).FirstOrDefault(known => known.Tool.Name == invocation.Name);
        return found is null
            ? Failed($"The tool '{invocation.Name}' is no longer there.")
            : await mcp.InvokeAsync(found, invocation, cancellation).ConfigureAwait(false);
    }

    private IReadOnlyList<McpFound> Known(TeamDefinition team, IReadOnlyList<string> listed) =>
        mcp.Known(team, listed, name => BuiltInTools.Names.Contains(name) || team.Tools.ContainsKey(name) || Find(team, name) is not null);

    private (IToolKind Kind, ToolDescription Tool)? Find(TeamDefinition team, string toolName)
    {
        foreach (var kind in _kinds)
        {
            if (kind.Describe(team, toolName) is { } tool) return (kind, tool);
        }

        return null;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static ToolOutcome Failed(string text, bool transient = false, bool unknown = false) => new(text, Succeeded: false, transient, unknown);
}
