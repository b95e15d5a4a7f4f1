using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Work that other processes do.</summary>
internal sealed partial class SqliteRunStore
{
    public Task<WorkRecord?> FindWorkAsync(string workId, CancellationToken cancellationToken = default) => ReadAsync(
        sql => RunIds.MemberRunOfWork(workId) is { } memberRun && RunIds.RunOf(memberRun) is var runId
            && MemberRunIds.Find(runId, memberRun) is { } agent && RunRow.Find(sql, runId) is { } run
                ? WorkTable.Find(sql, run.Id, agent)
                : null,
        cancellationToken);

    public Task<WorkAnswer> ChangeWorkAsync(string workId, WorkStep step, CancellationToken cancellationToken = default)
    {
        if (RunIds.MemberRunOfWork(workId) is not { } memberRun || RunIds.RunOf(memberRun) is var runId
            && MemberRunIds.Find(runId, memberRun) is null)
            return Task.FromResult(new WorkAnswer(WorkOutcome.NotFound, null));
        step = DetachedJson.Of(step);
        return _database.WriteAsync(
            session => _changes.FindRows(session, runId) is { } rows
                ? RunRules.Take(rows, memberRun, step)
                : new WorkAnswer(WorkOutcome.NotFound, null),
            cancellationToken);
    }

    public async Task<WorkRecord?> LeaseWorkAsync(string queue, WorkLease lease, CancellationToken cancellationToken = default)
    {
        // Those who wait look often: where nothing waits that costs no transaction.
        if (_database.Read(sql => WorkTable.List(sql, WorkTable.NextQuery, queue, StoredTime.Write(lease.At), 1)).Count == 0)
            return null;
        return await _database.WriteAsync(
            session =>
            {
                // The work of a run that is about to end is passed over.
                foreach (var work in WorkTable.List(session, WorkTable.NextQuery, queue, StoredTime.Write(lease.At), Candidates))
                {
                    if (_changes.FindRows(session, work.RunId) is { } rows
                        && RunRules.Take(rows, work.MemberRunId, lease) is { Outcome: WorkOutcome.Done } given)
                        return given.Work;
                }

                return null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task WaitForWorkAsync(string queue, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
        using var listener = _works.Listen(queue);
        if (_database.Read(sql => WorkTable.List(sql, WorkTable.NextQuery, queue, 0, 1)).Count > 0) return;
        await listener.Signalled.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<IReadOnlyList<WorkRecord>> ListDueWorkAsync(
        DateTimeOffset until, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<WorkRecord>>(
            sql => WorkTable.List(sql, WorkTable.DueQuery, StoredTime.Write(until), limit), cancellationToken);

    public Task<IReadOnlyList<WorkRecord>> ListUndeliveredWorkAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<WorkRecord>>(sql => WorkTable.List(sql, WorkTable.UndeliveredQuery), cancellationToken);

    public Task<IReadOnlyList<WorkRecord>> ListLeasedWorkAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<WorkRecord>>(sql => WorkTable.List(sql, WorkTable.LeasedQuery, limit), cancellationToken);

    public Task<IReadOnlyList<QueueLength>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<QueueLength>>(sql => WorkTable.ListQueues(sql), cancellationToken);

    public Task AddOrphansAsync(OrphanEvents orphans, CancellationToken cancellationToken = default)
    {
        orphans = orphans with { Events = [.. orphans.Events.Select(DetachedJson.Of)] };
        return WriteAsync(session => OrphanTable.Add(session, orphans), cancellationToken);
    }

    public Task<int> CountOrphansAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(sql => OrphanTable.Count(sql), cancellationToken);

    public Task<IReadOnlyList<OrphanEvents>> ListOrphansAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<OrphanEvents>>(sql => OrphanTable.List(sql, limit), cancellationToken);

    private const int Candidates = 16;
}
