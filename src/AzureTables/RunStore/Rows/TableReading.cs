using Azure;
using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// The ways in which this store reads and clears partitions. No key in a filter needs escaping, see <see cref="KeyText"/>.
/// </summary>
internal static class TableReading
{
    private static readonly string[] KeyColumns = ["PartitionKey", "RowKey", "S"];

    /// <summary>What to select where only the keys of rows, and whether they count, are asked for.</summary>
    public static IEnumerable<string> Keys => KeyColumns;

    /// <summary>The rows of a partition from one key on to another, in the order of their keys.</summary>
    public static AsyncPageable<TableEntity> Between(
        this TableClient table, string partition, string from, string to, CancellationToken cancellationToken,
        int? perPage = null, IEnumerable<string>? select = null) =>
        table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{partition}' and RowKey ge '{from}' and RowKey lt '{to}'", perPage, select, cancellationToken);

    /// <summary>One row, or null.</summary>
    public static async Task<TableEntity?> FindAsync(
        this TableClient table,
        string partition,
        string row,
        CancellationToken cancellationToken,
        IEnumerable<string>? select = null)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, select, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Writes and removes rows of one partition; one that is to be removed may be gone.</summary>
    public static async Task WriteAsync(
        this TableClient table, string partition, IEnumerable<TableEntity> rows, IEnumerable<string> removed,
        CancellationToken cancellationToken)
    {
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))
            .Concat(removed.Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)));
        foreach (var batch in TableBatches.Of(actions))
        {
            try
            {
                await table.SubmitTransactionAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                foreach (var action in batch) await WriteAsync(table, action, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes the rows of a partition that are to go; one row after the other may be gone.</summary>
    public static async Task<bool> ClearAsync(
        this TableClient table, string partition, Func<string, bool> which, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{partition}'",
            null,
            KeyColumns,
            cancellationToken).ConfigureAwait(false))
        {
            if (which(row.RowKey)) keys.Add(row.RowKey);
        }

        await table.WriteAsync(partition, [], keys, cancellationToken).ConfigureAwait(false);
        return keys.Count > 0;
    }

    private static Task<Response> WriteAsync(
        TableClient table, TableTransactionAction action, CancellationToken cancellationToken) =>
        action.ActionType == TableTransactionActionType.Delete
            ? table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken)
            : table.UpsertEntityAsync((TableEntity)action.Entity, TableUpdateMode.Replace, cancellationToken);
}
