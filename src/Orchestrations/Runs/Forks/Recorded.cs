using DurableTeams.Storage;

namespace DurableTeams.Runs.Forks;

/// <summary>Everything that is recorded of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Events">Its events, oldest first.</param>
/// <param name="Agents">Its agent runs, in the order of their positions: a team's before those of its members.</param>
/// <param name="Messages">Their messages.</param>
/// <param name="Requirements">Its requirements.</param>
internal sealed record Recorded(
    RunRecord Run,
    IReadOnlyList<RunEvent> Events,
    IReadOnlyList<MemberRunRecord> Agents,
    IReadOnlyList<MessageRecord> Messages,
    IReadOnlyList<RequirementRecord> Requirements)
{
    private const int EventBatch = 1_000;
    private const int RequirementBatch = 200;

    /// <summary>Reads it. The run may go on meanwhile: its events are read first, so that what they tell of is there when it is read.</summary>
    public static async Task<Recorded> ReadAsync(IRunStore store, RunRecord run, CancellationToken cancellation)
    {
        List<RunEvent> events = [];
        IReadOnlyList<RunEvent> page;
        do
        {
            page = await store.ListEventsAsync(run.RunId, events.Count == 0 ? 0 : events[^1].Sequence, EventBatch, cancellation);
            events.AddRange(page);
        }
        while (page.Count == EventBatch);

        var agents = await store.ListMemberRunsAsync(run.RunId, cancellation);
        var messages = await store.ListRunMessagesAsync(run.RunId, cancellation);
        return new Recorded(run, events, agents, messages, await RequirementsAsync(store, run.RunId, cancellation));
    }

    private static async Task<List<RequirementRecord>> RequirementsAsync(IRunStore store, string runId, CancellationToken cancellation)
    {
        List<RequirementRecord> all = [];
        string? cursor = null;
        do
        {
            var page = await store.ListRequirementsAsync(new RequirementQuery(RunId: runId, Limit: RequirementBatch, Cursor: cursor), cancellation);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        all.Reverse();
        return all;
    }
}
