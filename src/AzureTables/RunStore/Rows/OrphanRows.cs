using Azure.Data.Tables;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>Events of work that there is not, in a partition of their own, the newest first.</summary>
internal sealed class OrphanRows(TableClient table)
{
    private const string Partition = "orphans";
    private const string From = "o", To = "p";

    /// <summary>Adds a batch; the oldest go.</summary>
    public async Task AddAsync(OrphanEvents orphans, CancellationToken cancellationToken)
    {
        var row = new TableEntity(
            Partition, KeyText.Join(From + KeyText.NewestFirst(orphans.At), Guid.NewGuid().ToString("N")));
        if (Payload.Put(row, StoredJson.Write(orphans)) is not null)
        {
            // Too much for a row: that it happened is kept, and not what came of it.
            row = new TableEntity(Partition, row.RowKey);
            var bare = orphans.Events.Select(item => item with { Arguments = null, Result = null, Error = null });
            Payload.Put(row, StoredJson.Write(orphans with { Events = [.. bare] }));
        }

        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        var keys = await KeysAsync(cancellationToken).ConfigureAwait(false);
        if (keys.Count > WorkLimits.Orphans)
            await table.WriteAsync(Partition, [], keys[WorkLimits.Orphans..], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many batches there are.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        Math.Min(WorkLimits.Orphans, (await KeysAsync(cancellationToken).ConfigureAwait(false)).Count);

    private async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var known in table.Between(Partition, From, To, cancellationToken, select: TableReading.Keys)
            .ConfigureAwait(false))
            keys.Add(known.RowKey);
        return keys;
    }

    /// <summary>The newest batches.</summary>
    public async Task<List<OrphanEvents>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var found = new List<OrphanEvents>();
        await foreach (var row in table.Between(Partition, From, To, cancellationToken, Math.Clamp(limit, 1, 1_000))
            .ConfigureAwait(false))
        {
            if (found.Count >= limit) break;
            var read = await Payload.GetAsync<OrphanEvents>(row, _ => Task.FromResult(Array.Empty<byte>()))
                .ConfigureAwait(false);
            if (read is not null) found.Add(read);
        }

        return found;
    }
}
