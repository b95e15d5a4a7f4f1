using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
using DurableTeams.Outbound;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>The tools of all kinds, each call within its timeout, whatever happens told as an outcome.</summary>
internal sealed class Toolbox(IEnumerable<IToolKind> kinds, IDefinitionEnvironment environment, TimeProvider time) : IToolbox
{
    // Timers reach no further; a definition may.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(49);

    private readonly IToolKind[] _kinds = [.. kinds];

    public ToolDescription? Describe(TeamDefinition team, string toolName) => First(kind => kind.Describe(team, toolName));

    public async ValueTask<IReadOnlyList<ToolDescription>> ListAsync(
        TeamDefinition team, IReadOnlyList<string> listed, CancellationToken cancellationToken = default)
    {
        foreach (var kind in _kinds) await kind.RefreshAsync(team, listed, cancellationToken).ConfigureAwait(false);
        var known = Known(team, listed).ToLookup(found => found.Entry, found => found.Tool, StringComparer.Ordinal);
        return [.. listed.Distinct(StringComparer.Ordinal)
            .SelectMany(name => Describe(team, name) is { } tool ? [tool] : known[name])];
    }

    public IReadOnlyList<string> NamesOf(TeamDefinition team, IReadOnlyList<string> listed)
    {
        var known = Known(team, listed).ToLookup(found => found.Entry, found => found.Tool.Name, StringComparer.Ordinal);
        return [.. listed.SelectMany(name => _kinds.Any(kind => kind.IsServer(team, name)) ? known[name] : [name])];
    }

    public ToolDescription? Find(TeamDefinition team, IReadOnlyList<string> listed, string toolName) =>
        (listed.Contains(toolName, StringComparer.Ordinal) ? Describe(team, toolName) : null)
        ?? Known(team, listed).FirstOrDefault(found => found.Tool.Name == toolName)?.Tool
        ?? First(kind => kind.Assume(team, listed, toolName));

    public ToolDescription? Find(TeamDefinition team, string toolName, ToolBinding binding) =>
        Of(binding.Source)?.Bound(team, toolName, binding);

    public bool Defines(TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding)
    {
        if (binding is null) return Find(team, listed, toolName) is not null;
        if (!listed.Contains(binding.Entry, StringComparer.Ordinal)) return false;
        return binding.Tool is null
            ? Describe(team, binding.Entry) is not null
            : Of(binding.Source)?.IsServer(team, binding.Entry) == true;
    }

    public async ValueTask<ToolStanding> StandAsync(
        TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding,
        CancellationToken cancellationToken = default)
    {
        if (binding is not null)
        {
            if (Of(binding.Source) is not { } bound) return ToolStanding.Gone;
            var standing = await bound.StandAsync(team, toolName, binding, cancellationToken).ConfigureAwait(false);
            return standing.State == ToolState.Ready ? ToolBindings.Stand(standing.Tool!, binding, environment) : standing;
        }

        if (listed.Contains(toolName, StringComparer.Ordinal) && Describe(team, toolName) is { } own)
            return ToolBindings.Usable(own, environment);
        foreach (var kind in _kinds)
        {
            var found = await kind.SearchAsync(team, listed, toolName, cancellationToken).ConfigureAwait(false);
            if (found != ToolStanding.Gone) return found;
        }

        return ToolStanding.Gone;
    }

    public async Task<ToolOutcome> InvokeAsync(
        TeamDefinition team, ToolInvocation invocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(invocation);
        cancellationToken.ThrowIfCancellationRequested();
        if (invocation.Tool is null)
        {
            var listed = invocation.Listed ?? [invocation.Name];
            var standing = await StandAsync(team, listed, invocation.Name, null, cancellationToken).ConfigureAwait(false);
            if (standing.State != ToolState.Ready) return NotMade(invocation.Name, standing);
            invocation = invocation with { Tool = standing.Tool };
        }

        var tool = invocation.Tool!;
        if (tool.Origin is null || Of(tool.Origin.Source) is not { } kind) return NotMade(invocation.Name, ToolStanding.Gone);
        var redaction = new Lazy<Redaction>(() => Redaction.Of(team, environment));
        if (invocation.Context is { } told)
            invocation = invocation with { Context = told with { Progress = new CleanProgress(told.Progress, redaction) } };
        var attempt = new ToolAttempt();
        using var timeout = new CancellationTokenSource(Min(tool.Definition.Timeout, MaxTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // Not every kind heeds the token at once; the attempt ends in time all the same.
            var outcome = await kind.InvokeAsync(tool, invocation, attempt, either.Token).WaitAsync(either.Token)
                .ConfigureAwait(false);
            return ToolResults.Fit(Clean(outcome));
        }
        catch (Exception failure)
        {
            // A tool is anyone's code: nothing it throws may end the run. And what it throws when it is stopped varies.
            cancellationToken.ThrowIfCancellationRequested();
            return ToolResults.Fit(timeout.IsCancellationRequested ? TimedOut(tool, attempt) : Clean(Thrown(failure)));
        }

        // Whatever a tool says, also of another tool of the team or a model.
        ToolOutcome Clean(ToolOutcome outcome) => outcome with { Text = redaction.Value.Remove(outcome.Text) };
    }

    /// <summary>The outcome of a call that was not made.</summary>
    internal static ToolOutcome NotMade(string toolName, ToolStanding standing) =>
        standing.State is ToolState.Away or ToolState.Refused
            ? Failed(standing.Reason!, transient: standing.State == ToolState.Away)
            : Failed($"The tool '{toolName}' {standing.Reason}; the call was not made.");

    private static ToolOutcome TimedOut(ToolDescription tool, ToolAttempt attempt) => Failed(
        $"The tool did not answer within {Duration.Format(tool.Definition.Timeout)}.", transient: true,
        unknown: attempt.MayHaveRun());

    private static ToolOutcome Thrown(Exception failure) => failure switch
    {
        ToolException said => Failed(said.Message, said.Transient, said.MayHaveRun) with { RetryAfter = said.RetryAfter },
        DefinitionException => Failed($"The tool cannot be called: {failure.Message}"),
        _ => Failed(failure.Message, MayPass(failure), BrokeOff(failure)),
    };

    private IEnumerable<ServerTool> Known(TeamDefinition team, IReadOnlyList<string> listed) =>
        _kinds.SelectMany(kind => kind.Known(team, listed, name => IsTaken(team, name)));

    private bool IsTaken(TeamDefinition team, string name) =>
        BuiltInToolNames.All.Contains(name) || team.Tools.ContainsKey(name) || Describe(team, name) is not null;

    private IToolKind? Of(ToolSource source) => Array.Find(_kinds, kind => kind.Source == source);

    private ToolDescription? First(Func<IToolKind, ToolDescription?> find) =>
        _kinds.Select(find).FirstOrDefault(tool => tool is not null);

    // What a function throws is its answer, except where it was itself cut off from what it called.
    private static bool BrokeOff(Exception failure) =>
        failure is TimeoutException or OperationCanceledException or IOException or SocketException or HttpRequestException
            && !NotSentCheck.Is(failure);

    // A function that cancels itself has given up.
    private static bool MayPass(Exception failure) => failure switch
    {
        HttpRequestException { StatusCode: { } status } => (int)status is 408 or 429 or >= 500,
        OutboundRefusedException => false,
        _ => failure is TimeoutException or IOException or SocketException or HttpRequestException,
    };

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static ToolOutcome Failed(string text, bool transient = false, bool unknown = false) =>
        new(text, Succeeded: false, transient, unknown);

    /// <summary>Notes of a call without the secrets that the team knows.</summary>
    private sealed class CleanProgress(IProgress<string> inner, Lazy<Redaction> redaction) : IProgress<string>
    {
        public void Report(string value) => inner.Report(redaction.Value.Remove(value));
    }
}
