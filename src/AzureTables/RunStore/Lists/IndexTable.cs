using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>Writes and reads the lists, see <see cref="IndexKeys"/>.</summary>
internal sealed class IndexTable(TableClient index)
{
    // How long a writer may take between a row and the run that the row points to.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly PendingRowRemovals _leaving = new();

    /// <summary>Adds the rows of lists that a run will be on.</summary>
    public Task AddAsync(RunUnit unit, CancellationToken cancellationToken)
    {
        var rows = IndexKeys.Of(unit.After, ever: false);
        if (unit.Before.Version is not null)
        {
            foreach (var key in IndexKeys.Of(unit.Before, ever: false).Keys) rows.Remove(key);
        }

        return AddAsync(
            IndexKeys.PartitionOf(unit.Run.RunId),
            [.. rows.Values, .. unit.Audit.Select(audit => IndexKeys.Of(unit.Run.RunId, audit))], cancellationToken);
    }

    /// <summary>Adds rows of a run's lists that an earlier version did not write.</summary>
    public Task AddAsync(string runId, IEnumerable<TableEntity> rows, CancellationToken cancellationToken) =>
        index.WriteAsync(IndexKeys.PartitionOf(runId), rows, [], cancellationToken);

    /// <summary>Removes the rows of lists that a run has left.</summary>
    public Task RemoveAsync(RunUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Before.Version is null) return Task.CompletedTask;
        var kept = IndexKeys.Of(unit.After, ever: true);
        string[] left = [.. IndexKeys.Of(unit.Before, ever: true).Keys.Where(key => !kept.ContainsKey(key))];
        var partition = IndexKeys.PartitionOf(unit.Run.RunId);
        // A completed run never comes back to these lists, so it does not matter when they lose it.
        if (unit.Run.Status == RunStatus.Completed && left.All(IndexKeys.IsOfRuns)) left = _leaving.Put(partition, left);
        return left.Length == 0 ? Task.CompletedTask : index.WriteAsync(partition, [], left, cancellationToken);
    }

    /// <summary>Removes the rows that were left for later.</summary>
    public async Task RemoveLeftAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in IndexKeys.AllPartitions)
        {
            if (_leaving.Take(partition, TableBatches.MaxRows) is { Length: > 0 } left)
                await index.WriteAsync(partition, [], left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a run from the lists that it left for ever.</summary>
    public Task RemoveEndedAsync(RunRecord run, CancellationToken cancellationToken) =>
        index.WriteAsync(IndexKeys.PartitionOf(run.RunId), [], IndexKeys.OpenOf(run), cancellationToken);

    /// <summary>Removes all rows of a run.</summary>
    public Task ClearAsync(RunState state, IEnumerable<AuditRow> audit, CancellationToken cancellationToken)
    {
        var runId = state.Head.Run.RunId;
        var keys = IndexKeys.Of(state, ever: true).Keys.Concat(audit.Select(row => IndexKeys.Of(runId, row).RowKey));
        return index.WriteAsync(IndexKeys.PartitionOf(runId), [], keys, cancellationToken);
    }

    /// <summary>The rows of a list after a place, from all partitions, in order.</summary>
    public async IAsyncEnumerable<(string Place, TableEntity Row)> ReadAsync(
        string list, string? after, int perPage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readers = IndexKeys.AllPartitions
            .Select(partition => index.Between(
                partition, after is null ? KeyText.Join(list, "") : KeyText.Join(list, after) + "!", KeyText.After(list),
                cancellationToken, Math.Min(perPage, 1_000))
            .GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            var more = await Task.WhenAll(readers.Select(reader => reader.MoveNextAsync().AsTask())).ConfigureAwait(false);
            var open = readers.Where((_, i) => more[i]).ToList();
            while (open.MinBy(reader => reader.Current.RowKey, StringComparer.Ordinal) is { } next)
            {
                yield return (next.Current.RowKey[(list.Length + 1)..], next.Current);
                if (!await next.MoveNextAsync().ConfigureAwait(false)) open.Remove(next);
            }
        }
        finally
        {
            foreach (var reader in readers) await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Removes a row that does not belong on its list, unless its writer may still be at work.</summary>
    public async Task RepairAsync(TableEntity row, CancellationToken cancellationToken)
    {
        if (row.Timestamp >= DateTimeOffset.UtcNow - Grace) return;
        try
        {
            await index.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // The row was written again meanwhile: it belongs there.
        }
    }

    /// <summary>Writes rows, and takes along what is to be removed where both fit into one transaction.</summary>
    private async Task AddAsync(string partition, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        var left = _leaving.Take(partition, TableBatches.MaxRows - rows.Count, rows.Select(row => row.RowKey));
        if (left.Length > 0 && await TryWriteAsync(partition, rows, left, cancellationToken).ConfigureAwait(false)) return;
        await index.WriteAsync(partition, rows, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes and removes in one transaction; false where a row to be removed is gone. What else is to be removed then, readers
    /// remove.
    /// </summary>
    private async Task<bool> TryWriteAsync(
        string partition, IEnumerable<TableEntity> rows, IEnumerable<string> removed, CancellationToken cancellationToken)
    {
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))
            .Concat(removed.Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)));
        try
        {
            await index.SubmitTransactionAsync([.. actions], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }
}
