using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// Reads a run's spans out of durable data alone: whatever process did what, and whether or not anything was exported, they
/// are whole, and the same for whoever reads them.
/// </summary>
public sealed class TraceReader(IRunStore store, ITeamCatalog teams)
{
    /// <summary>The spans of a run as they are by now; null where there is no such run.</summary>
    public async Task<RunTrace?> ReadAsync(string runId, CancellationToken cancellation = default) =>
        await store.FindRunAsync(runId, cancellation) is { } run ? await ReadAsync(run, cancellation) : null;

    /// <summary>The spans of a run as they are by now.</summary>
    public async Task<RunTrace> ReadAsync(RunRecord run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellation);
        // Member runs are read after the events: one that an event names is among them.
        var events = await store.AllEventsAsync(run.RunId, cancellation);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellation);
        var fold = new SpanFold(run, new AgentFacts(team, agents), events);
        return new RunTrace(run, fold.Spans, events.Count == 0 ? 0 : events[^1].Sequence);
    }
}
