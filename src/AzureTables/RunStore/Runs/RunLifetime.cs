using System.Text.Json;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// How runs come and go: with their rows, their places in lists and their session, in an order that may break off.
/// </summary>
internal sealed class RunLifetime(
    RunPartition runs, IndexTable index, SessionPartition sessions, RunWriter writer, RunMemory memory)
{
    /// <summary>Makes a run with its past, where it is a fork; returns null, or the run that has its id.</summary>
    public async Task<RunRecord?> CreateAsync(
        RunRecord run, JsonElement? state, RunChange? past, CancellationToken cancellationToken)
    {
        // The session after the run, which alone can tell that it is new, so that one that is there moves no session. Broken
        // off in between, whoever finds the run still pending goes on: its creation done again, or those who give it to the
        // engine.
        if (past is null && !await sessions.AdmitsAsync(run, cancellationToken).ConfigureAwait(false))
        {
            return await runs.FindHeadAsync(run.RunId, cancellationToken).ConfigureAwait(false) is { } known
                ? known.Head.Run : throw new SessionUserException(run.SessionId);
        }

        var found = await writer.CreateAsync(run, state, past, cancellationToken).ConfigureAwait(false);
        if (found is null) await JoinNewAsync(run, state, claims: past is null, cancellationToken).ConfigureAwait(false);
        else await sessions.JoinAsync(found, cancellationToken).ConfigureAwait(false);
        return found?.Run;
    }

    // Two users may begin one session at the same moment: the run of who came second goes again, before anybody heard of it.
    private async Task JoinNewAsync(RunRecord run, JsonElement? state, bool claims, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.AddRunAsync(run, state, cancellationToken, claims).ConfigureAwait(false);
        }
        catch (SessionUserException)
        {
            if (await runs.LoadAsync(run.RunId, cancellationToken).ConfigureAwait(false) is { } made)
            {
                memory.Forget(run.RunId);
                await index.ClearAsync(made, [], cancellationToken).ConfigureAwait(false);
                await runs.RemoveAsync(run.RunId, cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Removes a session and its runs if all of them have ended; null where there is none.</summary>
    public async Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(KeyText.Of(sessionId), cancellationToken).ConfigureAwait(false) is null) return null;
        var states = new List<RunState>();
        foreach (var id in await sessions.ListRunsAsync(KeyText.Of(sessionId), cancellationToken).ConfigureAwait(false))
        {
            if (await runs.LoadAsync(id, cancellationToken).ConfigureAwait(false) is { } state
                && state.Head.Run.SessionId == sessionId)
                states.Add(state);
        }

        var unfinished = states.Select(state => state.Head.Run).Where(run => !run.Status.IsFinal()).Select(run => run.RunId)
            .ToArray();
        if (unfinished.Length > 0) return new SessionDeletion(unfinished, []);
        foreach (var state in states)
        {
            // The run after its lists, the session after its runs: broken off, the deletion finds what is left when it is asked
            // for again.
            var runId = state.Head.Run.RunId;
            var audit = await runs.ListAsync<AuditRow>(runId, "u", "v", null, cancellationToken).ConfigureAwait(false);
            memory.Forget(runId);
            await index.ClearAsync(state, audit, cancellationToken).ConfigureAwait(false);
            await runs.RemoveAsync(runId, cancellationToken).ConfigureAwait(false);
        }

        await sessions.RemoveAsync(sessionId, cancellationToken).ConfigureAwait(false);
        return new SessionDeletion([], [.. states.Select(state => state.Head.Run.RunId)]);
    }
}
