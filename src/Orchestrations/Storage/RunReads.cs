using DurableTeams.Storage.Records;

namespace DurableTeams.Storage;

/// <summary>Reads all records of one kind of a run, page by page.</summary>
internal static class RunReads
{
    private const int Events = 1_000;
    private const int Requirements = 200;

    /// <summary>A run's events, oldest first.</summary>
    public static async Task<List<RunEvent>> AllEventsAsync(
        this IRunStore store, string runId, CancellationToken cancellationToken)
    {
        List<RunEvent> all = [];
        while (true)
        {
            var page = await store.ListEventsAsync(runId, all.Count == 0 ? 0 : all[^1].Sequence, Events, cancellationToken);
            all.AddRange(page);
            if (page.Count < Events) return all;
        }
    }

    /// <summary>A run's requirements, oldest first.</summary>
    public static async Task<List<RequirementRecord>> AllRequirementsAsync(
        this IRunStore store, string runId, CancellationToken cancellationToken)
    {
        List<RequirementRecord> all = [];
        string? cursor = null;
        do
        {
            var page = await store.ListRequirementsAsync(
                new RequirementQuery(RunId: runId, Limit: Requirements, Cursor: cursor), cancellationToken);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        all.Reverse();
        return all;
    }
}
