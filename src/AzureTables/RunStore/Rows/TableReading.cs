using Azure;
using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>The ways in which this store reads and clears partitions. No key in a filter needs escaping, see <see cref="KeyText"/>.</summary>
internal static class TableReading
{
    private static readonly string[] s_keys = ["PartitionKey", "RowKey", "S"];

    /// <summary>What to select where only the keys of rows, and whether they count, are asked for.</summary>
    public static IEnumerable<string> Keys => s_keys;

    /// <summary>The rows of a partition from one key on to another, in the order of their keys.</summary>
    public static AsyncPageable<TableEntity> Between(
        this TableClient table, string partition, string from, string to, CancellationToken cancellation, int? perPage = null, IEnumerable<string>? select = null) =>
        table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{partition}' and RowKey ge '{from}' and RowKey lt '{to}'", perPage, select, cancellation);

    /// <summary>One row, or null.</summary>
    public static async Task<TableEntity?> FindAsync(this TableClient table, string partition, string row, CancellationToken cancellation, IEnumerable<string>? select = null)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, select, cancellation).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Writes and removes rows of one partition; one that is to be removed may be gone.</summary>
    public static async Task WriteAsync(
        this TableClient table, string partition, IEnumerable<TableEntity> rows, IEnumerable<string> removed, CancellationToken cancellation)
    {
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))
            .Concat(removed.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)));
        foreach (var batch in TableBatches.Of(actions))
        {
            try
            {
                await table.SubmitTransactionAsync(batch, cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                foreach (var action in batch) await WriteAsync(table, action, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes the rows of a partition that are to go; one row after the other may be gone.</summary>
    public static async Task<bool> ClearAsync(this TableClient table, string partition, Func<string, bool> which, CancellationToken cancellation)
    {
        var keys = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>($"PartitionKey eq '{partition}'", null, s_keys, cancellation).ConfigureAwait(false))
        {
            if (which(row.RowKey)) keys.Add(row.RowKey);
        }

        await table.WriteAsync(partition, [], keys, cancellation).ConfigureAwait(false);
        return keys.Count > 0;
    }

    private static Task<Response> WriteAsync(TableClient table, TableTransactionAction action, CancellationToken cancellation) =>
        action.ActionType == TableTransactionActionType.Delete
            ? table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellation)
            : table.UpsertEntityAsync((TableEntity)action.Entity, TableUpdateMode.Replace, cancellation);
}
