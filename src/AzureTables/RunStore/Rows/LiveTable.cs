using Azure.Data.Tables;
using DurableTeams.Storage.Relay;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>The rows of what models write at the moment, by run, with the mark of their readers.</summary>
internal sealed class LiveTable(TableClient table)
{
    private const string Mark = "m";
    private const string From = "d", To = "e";
    private const string Until = "Until";

    public Task MarkAsync(string runId, DateTimeOffset until, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(
            new TableEntity(KeyText.Of(runId), Mark) { [Until] = until }, TableUpdateMode.Replace, cancellationToken);

    public async Task<DateTimeOffset?> FindMarkAsync(string runId, CancellationToken cancellationToken) =>
        (await table.FindAsync(KeyText.Of(runId), Mark, cancellationToken).ConfigureAwait(false))?.GetDateTimeOffset(Until);

    public async Task AddAsync(string runId, LiveRow row, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(KeyText.Of(runId), row.Key);
        // What is too much for a row of its own is not told live.
        if (Payload.Put(entity, StoredJson.Write(row)) is null)
            await table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<LiveRow>> ListAsync(string runId, string from, CancellationToken cancellationToken)
    {
        var rows = new List<LiveRow>();
        await foreach (var row in table.Between(
            KeyText.Of(runId), string.CompareOrdinal(from, From) > 0 ? from : From, To, cancellationToken).ConfigureAwait(false))
        {
            var read = await Payload.GetAsync<LiveRow>(row, _ => Task.FromResult(Array.Empty<byte>())).ConfigureAwait(false);
            if (read is not null) rows.Add(read);
        }

        return rows;
    }

    public Task RemoveAsync(string runId, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        table.WriteAsync(KeyText.Of(runId), [], keys, cancellationToken);

    /// <summary>Removes rows of all runs that were written before.</summary>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<(string Partition, string Row)>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Timestamp lt {before}"), null, TableReading.Keys, cancellationToken)
            .ConfigureAwait(false))
            old.Add((row.PartitionKey, row.RowKey));
        foreach (var run in old.GroupBy(row => row.Partition, row => row.Row))
            await table.WriteAsync(run.Key, [], run, cancellationToken).ConfigureAwait(false);
        return old.Count;
    }
}
