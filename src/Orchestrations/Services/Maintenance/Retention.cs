using DurableTeams.Errors;
using DurableTeams.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services.Maintenance;

/// <summary>
/// Deletes sessions that were unused for longer than the retention, with their runs. A session with an unfinished run stays
/// whole.
/// </summary>
public sealed partial class Retention(
    IRunStore store, SessionService sessions, MaintenanceOptions options, TimeProvider time, ILogger<Retention> logger)
{
    private const int PageSize = 200;

    /// <summary>
    /// How many sessions one round deletes at most. A round ends well before the Functions host would stop it; the next round
    /// goes on.
    /// </summary>
    public const int MaxPerRound = 1000;

    /// <summary>One round.</summary>
    /// <returns>How many sessions were deleted.</returns>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (options.Retention is not { } retention) return 0;
        var deleted = 0;
        foreach (var sessionId in await OldAsync(time.GetUtcNow() - retention, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await sessions.DeleteAsync(sessionId, client, cancellationToken);
                deleted++;
            }
            catch (ApiException exception)
            {
                // The session is in use, or was deleted meanwhile.
                LogStays(exception, sessionId);
            }
        }

        if (deleted > 0) LogDeleted(deleted, retention);
        return deleted;
    }

    /// <summary>The old sessions. All are found before the first is deleted, since a deletion moves the pages.</summary>
    private async Task<List<string>> OldAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<string> old = [];
        string? cursor = null;
        do
        {
            var page = await store.ListSessionsAsync(PageSize, cursor, cancellationToken);
            old.AddRange(page.Items.Where(session => session.UpdatedAt < before).Select(session => session.SessionId));
            cursor = page.Cursor;
        }
        while (cursor is not null && old.Count < MaxPerRound);
        return old.Count <= MaxPerRound ? old : old[..MaxPerRound];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {SessionId} was not deleted: it is in use or gone")]
    private partial void LogStays(Exception exception, string sessionId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} sessions that were unused for {Retention}")]
    private partial void LogDeleted(int count, TimeSpan retention);
}
