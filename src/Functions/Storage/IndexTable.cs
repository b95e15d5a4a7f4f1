using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace DurableTeams.Functions.Storage;

/// <summary>Writes and reads the lists, see <see cref="IndexKeys"/>.</summary>
internal sealed class IndexTable(TableClient index)
{
    // How long whoever wrote a row may take to write what it points to.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(5);

    /// <summary>Adds the rows that a run will be on.</summary>
    public Task AddAsync(RunUnit unit, CancellationToken cancellation)
    {
        var rows = IndexKeys.Of(unit.After, ever: false);
        if (unit.Before.Version is not null)
        {
            foreach (var key in IndexKeys.Of(unit.Before, ever: false).Keys) rows.Remove(key);
        }

        return WriteAsync(unit, [.. rows.Values, .. unit.Audit.Select(audit => IndexKeys.Of(unit.Run.RunId, audit))], [], cancellation);
    }

    /// <summary>Removes the rows that a run is not on any more.</summary>
    public Task RemoveAsync(RunUnit unit, CancellationToken cancellation)
    {
        if (unit.Before.Version is null) return Task.CompletedTask;
        var kept = IndexKeys.Of(unit.After, ever: true);
        return WriteAsync(unit, [], [.. IndexKeys.Of(unit.Before, ever: true).Keys.Where(key => !kept.ContainsKey(key))], cancellation);
    }

    /// <summary>Removes all rows of a run.</summary>
    public Task ClearAsync(RunState state, IEnumerable<AuditRow> audit, CancellationToken cancellation)
    {
        var runId = state.Head.Run.RunId;
        var keys = IndexKeys.Of(state, ever: true).Keys.Concat(audit.Select(row => IndexKeys.Of(runId, row).RowKey));
        return index.WriteAsync(IndexKeys.PartitionOf(runId), [], keys, cancellation);
    }

    /// <summary>The rows of a list after a place, from all partitions, in order.</summary>
    public async IAsyncEnumerable<(string Place, TableEntity Row)> ReadAsync(
        string list, string? after, int perPage, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var readers = IndexKeys.AllPartitions
            .Select(partition => index.Between(
                partition, after is null ? KeyText.Join(list, "") : KeyText.Join(list, after) + "!", KeyText.After(list), cancellation, Math.Min(perPage, 1_000))
            .GetAsyncEnumerator(cancellation)).ToList();
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

    /// <summary>Removes a row that does not belong on its list, unless somebody may just be about to make it belong.</summary>
    public async Task RepairAsync(TableEntity row, CancellationToken cancellation)
    {
        if (row.Timestamp < DateTimeOffset.UtcNow - s_grace)
            await index.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellation).ConfigureAwait(false);
    }

    private Task WriteAsync(RunUnit unit, IReadOnlyList<TableEntity> rows, IReadOnlyList<string> removed, CancellationToken cancellation) =>
        rows.Count + removed.Count == 0
            ? Task.CompletedTask : index.WriteAsync(IndexKeys.PartitionOf(unit.Run.RunId), rows, removed, cancellation);
}
