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
    public async Task<RunTrace?> ReadAsync(string runId, CancellationToken cancellation = default) =>
        await store.FindRunAsync(runId, cancellation) is { } run ? await ReadAsync(run, cancellation) : null;

    /// <summary>The present spans of a run.</summary>
    public async Task<RunTrace> ReadAsync(RunRecord run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellation);
        // Member runs are read after the events, so that every member run that an event names is there.
        var events = await store.AllEventsAsync(run.RunId, cancellation);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellation);
        var fold = new SpanFold(run, new AgentFacts(team, agents), events);
        return new RunTrace(run, fold.Spans, events.Count == 0 ? 0 : events[^1].Sequence);
    }
}
