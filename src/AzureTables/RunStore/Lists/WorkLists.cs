using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>Reads lists of work. A list only points to runs; the work in the runs is right.</summary>
internal sealed class WorkLists(RunPartition runs, IndexTable index)
{
    private const int AtOnce = 16;
    private const int MaxCounted = 10_000;

    /// <summary>The work with this id, or null.</summary>
    public async Task<WorkRecord?> FindAsync(string workId, CancellationToken cancellationToken) =>
        RunIds.MemberRunOfWork(workId) is { } memberRun && RunIds.RunOf(memberRun) is var runId
            && RunKeys.FindPosition(runId, memberRun) is not null
            ? await runs.FindAsync<WorkRecord>(runId, RunKeys.Work(runId, memberRun), cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The work that waits in a queue, the oldest first; whoever takes one looks again.</summary>
    public IAsyncEnumerable<WorkRecord> WaitingAsync(string queue, CancellationToken cancellationToken) => AllAsync(
        IndexKeys.OfQueue(queue), null, (work, _) => work.Status == WorkStatus.Waiting && work.Queue == queue, cancellationToken);

    /// <summary>Open work whose time is up.</summary>
    public async Task<List<WorkRecord>> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var due = new List<WorkRecord>();
        // Every lease is looked at, since heartbeats do not move it in its list; there are as many as workers.
        await foreach (var work in LeasedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (work.Due <= until) due.Add(work);
        }

        var end = KeyText.Of(until.UtcTicks) + "`";
        await foreach (var work in AllAsync(
            IndexKeys.Ending, end,
            (work, place) => work is { Status: WorkStatus.Waiting, Due: { } time }
                && place.StartsWith(KeyText.Of(time.UtcTicks), StringComparison.Ordinal),
            cancellationToken).ConfigureAwait(false))
        {
            if (work.Due <= until) due.Add(work);
            if (due.Count >= limit) break;
        }

        return [.. due.OrderBy(work => work.Due).Take(limit)];
    }

    /// <summary>Work that somebody has.</summary>
    public IAsyncEnumerable<WorkRecord> LeasedAsync(CancellationToken cancellationToken) =>
        AllAsync(IndexKeys.Leased, null, (work, _) => work.Status == WorkStatus.Leased, cancellationToken);

    /// <summary>Work with changes that its orchestration has not learned of.</summary>
    public IAsyncEnumerable<WorkRecord> UntoldAsync(CancellationToken cancellationToken) =>
        AllAsync(IndexKeys.Untold, null, (work, _) => work.Told > work.Heard, cancellationToken);

    /// <summary>How much waits, by the rows of the list, which may show a little too much; at most so many rows count.</summary>
    public async Task<List<QueueLength>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = new Dictionary<string, QueueLength>(StringComparer.Ordinal);
        var counted = 0;
        await foreach (var (place, row) in index.ReadAsync(IndexKeys.Waiting, null, 1_000, cancellationToken)
            .ConfigureAwait(false))
        {
            if (++counted > MaxCounted) break;
            var queue = row.GetString("Queue");
            var ticks = place[(place.IndexOf(KeyText.Separator, StringComparison.Ordinal) + 1)..].Split(KeyText.Separator)[0];
            var at = new DateTimeOffset(long.Parse(ticks, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
            queues[queue] = queues.TryGetValue(queue, out var known)
                ? known with { Waiting = known.Waiting + 1, Oldest = known.Oldest < at ? known.Oldest : at }
                : new QueueLength(queue, 1, at);
        }

        return [.. queues.Values.OrderBy(queue => queue.Queue, StringComparer.Ordinal)];
    }

    private async IAsyncEnumerable<WorkRecord> AllAsync(
        string list, string? before, Func<WorkRecord, string, bool> belongs,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = index.ReadAsync(list, null, AtOnce, cancellationToken).TakeWhile(
            row => before is null || string.CompareOrdinal(row.Place, before) < 0);
        await foreach (var some in rows.Chunk(AtOnce).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var found = await Task.WhenAll(some.Select(row => FindAsync(row.Row, cancellationToken))).ConfigureAwait(false);
            foreach (var ((place, row), work) in some.Zip(found))
            {
                if (work is not null && belongs(work, place)) yield return work;
                else await index.RepairAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<WorkRecord?> FindAsync(TableEntity row, CancellationToken cancellationToken) =>
        FindAsync(row.GetString("Work"), cancellationToken);
}
