using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// Values that are too large for a transaction, stored under the hash of their bytes. They are written before the row that
/// names them, so a row never names a missing value. A repeated write writes the same.
/// </summary>
internal sealed class LargeValues(TableClient table)
{
    private const int PerRow = 10 * Payload.Chunk;

    /// <summary>Keeps bytes.</summary>
    public async Task SaveAsync(string partition, byte[] bytes, CancellationToken cancellationToken)
    {
        var hash = KeyText.Hash(bytes);
        // The first row is written last: where it exists, all rows do.
        for (var i = (bytes.Length - 1) / PerRow; i >= 0; i--)
        {
            var row = new TableEntity(partition, KeyText.Join(hash, KeyText.Of(i))) { ["N"] = bytes.Length };
            Payload.PutBytes(row, bytes.AsSpan(i * PerRow, Math.Min(PerRow, bytes.Length - (i * PerRow))));
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bytes with this hash.</summary>
    public async Task<byte[]> FindAsync(string partition, string hash, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await foreach (var row in table.Between(partition, hash, KeyText.After(hash), cancellationToken).ConfigureAwait(false))
            all.Write(Payload.GetBytes(row));
        return all.ToArray();
    }

    /// <summary>Removes all of a partition.</summary>
    public Task ClearAsync(string partition, CancellationToken cancellationToken) =>
        table.ClearAsync(partition, _ => true, cancellationToken);
}
