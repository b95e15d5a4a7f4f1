using DurableTeams.Definitions;

namespace DurableTeams.Tools;

/// <summary>The tools of all kinds, each call within its timeout, whatever happens told as an outcome.</summary>
internal sealed class Toolbox(IEnumerable<IToolKind> kinds, TimeProvider time) : IToolbox
{
    // Timers reach no further; a definition may.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(49);

    private readonly IToolKind[] _kinds = [.. kinds];

    public ToolDescription? Describe(TeamDefinition team, string toolName) => Find(team, toolName)?.Tool;

    public async Task<ToolOutcome> InvokeAsync(TeamDefinition team, ToolInvocation invocation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(invocation);
        cancellation.ThrowIfCancellationRequested();
        if (Find(team, invocation.Name) is not var (kind, tool)) return Failed($"There is no tool '{invocation.Name}'.");
        using var timeout = new CancellationTokenSource(Min(tool.Definition.Timeout, MaxTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            // Not every kind heeds the token at once; the attempt ends in time all the same.
            return await kind.InvokeAsync(tool, invocation, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // A tool is anyone's code: nothing it throws may end the run. And what it throws when it is stopped varies.
            cancellation.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? Failed($"The tool did not answer within {Duration.Format(tool.Definition.Timeout)}.", transient: true, unknown: true)
                : Failed(failure is DefinitionException ? $"The tool cannot be called: {failure.Message}" : failure.Message);
        }
    }

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
