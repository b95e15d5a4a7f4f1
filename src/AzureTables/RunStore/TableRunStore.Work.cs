using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>Work that other processes do.</summary>
internal sealed partial class TableRunStore
{
    // Of those who ask at the same moment, not all want the same piece.
    private const int Candidates = 8;

    public Task<WorkRecord?> FindWorkAsync(string workId, CancellationToken cancellationToken = default) =>
        AskAsync(() => _works.FindAsync(workId, cancellationToken), cancellationToken);

    public Task<WorkAnswer> ChangeWorkAsync(string workId, WorkStep step, CancellationToken cancellationToken = default)
    {
        step = DetachedJson.Of(step);
        return AskAsync(() => ChangeAsync(workId, step, cancellationToken), cancellationToken);
    }

    public Task<WorkRecord?> LeaseWorkAsync(string queue, WorkLease lease, CancellationToken cancellationToken = default) =>
        AskAsync(
            async () =>
            {
                while (true)
                {
                    var waiting = await _works.WaitingAsync(queue, cancellationToken)
                        .Where(work => !(work.Due <= lease.At)).Take(Candidates).ToArrayAsync(cancellationToken)
                        .ConfigureAwait(false);
                    if (waiting.Length == 0) return null;
                    var taken = 0;
                    // The oldest first, unless others are after the same.
                    foreach (var work in waiting)
                    {
                        var answer = await ChangeAsync(work.WorkId, lease, cancellationToken).ConfigureAwait(false);
                        if (answer.Outcome == WorkOutcome.Done) return answer.Work;
                        if (answer.Work is not { Status: WorkStatus.Waiting }) taken++;
                    }

                    if (taken == 0) return null;
                }
            },
            cancellationToken);

    public async Task WaitForWorkAsync(string queue, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
        for (var pause = FirstLook; !ended.IsCancellationRequested; pause = pause * 2 > LastLook ? LastLook : pause * 2)
        {
            using var listener = _workSignals.Listen(queue);
            try
            {
                if (await AskAsync(
                    async () => await _works.WaitingAsync(queue, ended.Token).AnyAsync(ended.Token).ConfigureAwait(false),
                    ended.Token).ConfigureAwait(false))
                    return;
                await Task.WhenAny(listener.Signalled, Task.Delay(pause, ended.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public Task<IReadOnlyList<WorkRecord>> ListDueWorkAsync(
        DateTimeOffset until, int limit, CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<WorkRecord>>(
            async () => await _works.DueAsync(until, limit, cancellationToken).ConfigureAwait(false), cancellationToken);

    public Task<IReadOnlyList<WorkRecord>> ListUndeliveredWorkAsync(CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<WorkRecord>>(
            async () => await _works.UntoldAsync(cancellationToken).ToArrayAsync(cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<IReadOnlyList<WorkRecord>> ListLeasedWorkAsync(int limit, CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<WorkRecord>>(
            async () => await _works.LeasedAsync(cancellationToken).Take(limit).ToArrayAsync(cancellationToken)
                .ConfigureAwait(false),
            cancellationToken);

    public Task<IReadOnlyList<QueueLength>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<QueueLength>>(
            async () => await _works.QueuesAsync(cancellationToken).ConfigureAwait(false), cancellationToken);

    public Task AddOrphansAsync(OrphanEvents orphans, CancellationToken cancellationToken = default)
    {
        orphans = orphans with { Events = [.. orphans.Events.Select(DetachedJson.Of)] };
        return DoAsync(() => _orphans.AddAsync(orphans, cancellationToken), cancellationToken);
    }

    public Task<int> CountOrphansAsync(CancellationToken cancellationToken = default) =>
        AskAsync(() => _orphans.CountAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<OrphanEvents>> ListOrphansAsync(int limit, CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<OrphanEvents>>(
            async () => await _orphans.ListAsync(limit, cancellationToken).ConfigureAwait(false), cancellationToken);

    private async Task<WorkAnswer> ChangeAsync(string workId, WorkStep step, CancellationToken cancellationToken)
    {
        if (RunIds.MemberRunOfWork(workId) is not { } memberRun || RunIds.RunOf(memberRun) is var runId
            && RunKeys.FindPosition(runId, memberRun) is null)
            return new WorkAnswer(WorkOutcome.NotFound, null);
        try
        {
            return await _writer.ChangeAsync(runId, unit => RunRules.Take(unit, memberRun, step), false, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (KeyNotFoundException)
        {
            return new WorkAnswer(WorkOutcome.NotFound, null);
        }
    }
}
