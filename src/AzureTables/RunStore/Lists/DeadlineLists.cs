using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>
/// Reads the lists of pending requirements by deadline. Versions before these lists did not write them, and may still write
/// beside this one while an app is upgraded. So each process compares these lists with that of pending requirements, at its
/// first read and then at a read of each hour, and adds what is missing.
/// </summary>
internal sealed class DeadlineLists(RunPartition runs, IndexTable index, TimeProvider time)
{
    private static readonly TimeSpan Compared = TimeSpan.FromHours(1);

    private readonly KeyedLock _gate = new();
    private long? _last;

    /// <summary>The rows of a list after a place, in order.</summary>
    public async Task<IAsyncEnumerable<(string Place, TableEntity Row)>> ReadAsync(
        RequirementQuery query, string? after, int perPage, CancellationToken cancellationToken)
    {
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        return index.ReadAsync(IndexKeys.OfDeadlines(query.TeamId, query.MemberId), after, perPage, cancellationToken);
    }

    /// <summary>The pending requirement of a row; null where there is none, or it has another place.</summary>
    public async Task<RequirementRecord?> FindAsync(TableEntity row, CancellationToken cancellationToken) =>
        await FindRowAsync(row, cancellationToken).ConfigureAwait(false) is { } asked
            && row.RowKey.EndsWith(KeyText.Separator + IndexKeys.DeadlineOf(asked), StringComparison.Ordinal)
            ? asked.Record : null;

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (IsRecent()) return;
        using var entered = await _gate.EnterAsync(IndexKeys.Deadlines, cancellationToken).ConfigureAwait(false);
        if (IsRecent()) return;
        var began = time.GetTimestamp();
        // The pending first: what is asked in between is on neither list, or on both.
        var pending = await ListAsync(
            IndexKeys.OfRequirements(RequirementStatus.Pending, null, null), cancellationToken).ConfigureAwait(false);
        var listed = await ListAsync(IndexKeys.Deadlines, cancellationToken).ConfigureAwait(false);
        var known = listed.Select(row => row.GetString("Requirement")).ToHashSet(StringComparer.Ordinal);
        foreach (var row in pending.Where(row => !known.Contains(row.GetString("Requirement"))))
        {
            if (await FindRowAsync(row, cancellationToken).ConfigureAwait(false) is { } asked)
                await index.AddAsync(asked.Record.RunId, IndexKeys.RowsOfDeadline(asked), cancellationToken)
                    .ConfigureAwait(false);
        }

        _last = began;
    }

    private bool IsRecent() => _last is { } last && time.GetElapsedTime(last) < Compared;

    private async Task<AskedRow?> FindRowAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var (run, id) = (row.GetString("Run"), row.GetString("Requirement"));
        var found = await runs.FindAsync<AskedRow>(run, RunKeys.Requirement(run, id), cancellationToken).ConfigureAwait(false);
        return found?.Record.Status == RequirementStatus.Pending ? found : null;
    }

    private async Task<List<TableEntity>> ListAsync(string list, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var (_, row) in index.ReadAsync(list, null, 1_000, cancellationToken).ConfigureAwait(false)) rows.Add(row);
        return rows;
    }
}
