using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services.Maintenance;

/// <summary>
/// Finds runs that are <c>running</c> but recorded nothing for long: their orchestration failed, is gone, or waits for an event
/// that does not come. It only reports them, as errors in the log that an alert can watch; a person must decide what to do.
/// </summary>
public sealed partial class StuckRuns(IRunStore store, MaintenanceOptions options, TimeProvider time, ILogger<StuckRuns> logger)
{
    private const int PageSize = 200;

    /// <summary>One round.</summary>
    /// <returns>The runs found.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var before = time.GetUtcNow() - options.StuckAfter;
        List<string> found = [];
        string? cursor = null;
        do
        {
            var page = await store.ListRunsAsync(
                new RunQuery(RunStatus.Running, Limit: PageSize, Cursor: cursor), cancellationToken);
            foreach (var run in page.Items.Where(run => run.UpdatedAt < before))
            {
                var instance = await client.GetInstanceAsync(run.RunId, cancellationToken);
                LogStuck(run.RunId, run.TeamId, run.UpdatedAt, instance?.RuntimeStatus.ToString() ?? "gone");
                found.Add(run.RunId);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
        return found;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Run {RunId} of team {TeamId} has recorded nothing since {UpdatedAt:O}; its orchestration is {Status}")]
    private partial void LogStuck(string runId, string teamId, DateTimeOffset updatedAt, string status);
}
