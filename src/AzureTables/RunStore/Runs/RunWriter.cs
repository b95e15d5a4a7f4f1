using System.Text.Json;
using Azure;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// Makes changes of runs: from the run as it was last seen, written only if it still is that, else made again from what it
/// is now. First the lists the run will be on, then the run, all at once, then the lists it is not on any more.
/// </summary>
internal sealed class RunWriter(
    RunPartition runs, IndexTable index, SessionPartition sessions, EventSignals signals, WorkSignals works, RunMemory memory,
    IRunFeed feed)
{
    private const int MaxAttempts = 100;

    private readonly KeyedLock _stripes = new();

    /// <summary>Adds a run; returns null, or the one that has its id.</summary>
    public async Task<RunHead?> CreateAsync(
        RunRecord run, JsonElement? sessionState, RunChange? past, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var unit = Make(null);
        await index.AddAsync(unit, cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var at = memory.Now();
                memory.Wrote(unit, await runs.WriteAsync(unit, cancellationToken).ConfigureAwait(false), at);
                return null;
            }
            catch (RequestFailedException e) when (e.Status == 409 && attempt < MaxAttempts)
            {
                // Written by ourselves where the answer to an earlier try was lost; or rows of a past are in the way whose run
                // was not.
                if (await runs.FindHeadAsync(run.RunId, cancellationToken).ConfigureAwait(false) is { } found)
                    return found.Head.Token == token ? null : found.Head;
                unit = Make(await runs.KnownAsync(unit.Head, unit, cancellationToken).ConfigureAwait(false));
            }
        }

        RunUnit Make(IReadOnlySet<string>? known)
        {
            var made = new RunUnit(RunState.New(run, token, sessionState), known);
            if (past is not null) RunRules.Apply(made, past);
            return made;
        }
    }

    /// <summary>Changes a run; what <paramref name="change"/> does it may do more than once.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="change">The change.</param>
    /// <param name="turns">Whether the session's memory is to have the run's turns, if it is completed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public async Task<T> ChangeAsync<T>(string runId, Func<RunUnit, T> change, bool turns, CancellationToken cancellationToken)
    {
        using var entered = await _stripes.EnterAsync(runId, cancellationToken).ConfigureAwait(false);
        var careful = false;
        for (var attempt = 0; ; attempt++)
        {
            var at = memory.Now();
            var seen = attempt > 0 ? null : memory.Find(runId);
            var fresh = seen is null;
            var state = seen?.State ?? await runs.LoadToChangeAsync(runId, cancellationToken).ConfigureAwait(false);
            if (state is null)
            {
                memory.Forget(runId);
                throw new KeyNotFoundException($"There is no run {runId}.");
            }

            var unit = new RunUnit(state, null);
            T result;
            try
            {
                result = change(unit);
                if (careful)
                {
                    unit = new RunUnit(state, await runs.KnownAsync(state.Head, unit, cancellationToken).ConfigureAwait(false));
                    result = change(unit);
                }
            }
            catch (ArgumentException) when (!fresh)
            {
                continue;
            }

            var same = unit is { Changed.Count: 0, Added.Count: 0 } && unit.Head == state.Head;
            if (same && !fresh) continue;
            try
            {
                if (same) memory.Read(state, at);
                else await WriteAsync(unit, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && attempt < MaxAttempts)
            {
                memory.Forget(runId);
                careful |= e.Status == 409;
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (turns && unit.Run.Status == RunStatus.Completed)
                await sessions.AddTurnsAsync(unit.After.Turns.Values, cancellationToken).ConfigureAwait(false);
            return result;
        }
    }

    private async Task WriteAsync(RunUnit unit, CancellationToken cancellationToken)
    {
        await index.AddAsync(unit, cancellationToken).ConfigureAwait(false);
        var at = memory.Now();
        var state = await runs.WriteAsync(unit, cancellationToken).ConfigureAwait(false);
        memory.Wrote(unit, state, at);
        if (state.Head.LastEvent > unit.Before.Head.LastEvent) signals.Signal(unit.Run.RunId);
        if (state.Head.LastEvent > unit.Before.Head.LastEvent)
            feed.Committed(unit.Run.RunId, unit.Before.Head.LastEvent, state.Head.LastEvent, unit.Run.Status.IsFinal());
        foreach (var work in unit.Changed.Values.OfType<WorkRecord>().Where(work => work.Status == WorkStatus.Waiting))
            works.Signal(work.Queue);
        await index.RemoveAsync(unit, cancellationToken).ConfigureAwait(false);
    }
}
