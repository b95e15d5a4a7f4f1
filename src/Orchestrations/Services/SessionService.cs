using DurableTeams.Errors;
using DurableTeams.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services;

/// <summary>Deletes sessions. Knows no HTTP.</summary>
public sealed partial class SessionService(IRunStore store, ILogger<SessionService> logger)
{
    private static readonly PurgeInstanceOptions WithAllBelow = new(Recursive: true);
    private static readonly TimeSpan EndOfRun = TimeSpan.FromSeconds(10);

    /// <summary>Removes a session, its runs and all their data.</summary>
    /// <exception cref="ApiException">404 unknown session; 409 one of its runs has not ended.</exception>
    public async Task DeleteAsync(string sessionId, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var deletion = await store.DeleteSessionAsync(sessionId, cancellationToken)
            ?? throw ApiErrors.NotFound("session", sessionId);
        if (deletion.Unfinished is [var first, ..])
        {
            throw ApiErrors.Conflict(
                "sessionInUse",
                $"The run '{first}' of this session has not ended; wait for it or cancel it, then delete the session.");
        }

        foreach (var run in deletion.Deleted)
        {
            try
            {
                await PurgeAsync(run, client);
                await RunCallbacks.RemoveAllAsync(run, client);
            }
            catch (Exception exception)
            {
                // The instance holds ids and no words; the engine's retention removes it in time.
                LogUnpurged(exception, run);
            }
        }
    }

    private static async Task PurgeAsync(string runId, DurableTaskClient client)
    {
        var purged = await client.PurgeInstanceAsync(runId, WithAllBelow, CancellationToken.None);
        if (purged.PurgedInstanceCount > 0 || await client.GetInstanceAsync(runId, CancellationToken.None) is null) return;
        // The store knows of the end a moment before the engine, which purges no running instance.
        using var patience = new CancellationTokenSource(EndOfRun);
        await client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: false, patience.Token);
        await client.PurgeInstanceAsync(runId, WithAllBelow, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The instance of the deleted run {RunId} could not be purged")]
    private partial void LogUnpurged(Exception exception, string runId);
}
