using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// Reads a run's spans from durable data alone. Whatever process did the work, and whether or not anything was exported, the
/// spans are whole, and the same for every reader.
/// </summary>
public sealed class TraceReader(IRunStore store, ITeamCatalog teams)
{
    /// <summary>The present spans of a run; null where there is no such run.</summary>
    public async Task<RunTrace?> ReadAsync(string runId, CancellationToken cancellationToken = default) =>
        await store.FindRunAsync(runId, cancellationToken) is { } run ? await ReadAsync(run, cancellationToken) : null;

    /// <summary>The present spans of a run.</summary>
    public async Task<RunTrace> ReadAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        // Member runs are read after the events, so that every member run that an event names is there.
        var events = await store.AllEventsAsync(run.RunId, cancellationToken);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var fold = new SpanFold(run, new RunDefinitionFacts(team, agents), events);
        return new RunTrace(run, fold.Spans, events.Count == 0 ? 0 : events[^1].Sequence);
    }
}
