using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// Definitions by their hash. They never change, so one that was read is not read again. No MemoryCache, since that needs to be
/// disposed, and so would the store, which has nothing else to dispose.
/// </summary>
internal sealed class DefinitionRows(TableClient definitions, LargeValues large)
{
    private const string Row = "a";
    private const int MaxSeen = 1_000;

    private readonly ConcurrentDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>Keeps a definition unless its hash is known.</summary>
    public async Task SaveAsync(string hash, string json, CancellationToken cancellationToken)
    {
        if (await FindAsync(hash, cancellationToken).ConfigureAwait(false) is not null) return;
        var row = new TableEntity(KeyText.Of(hash), Row);
        if (Payload.Put(row, StoredJson.Write(json)) is { } apart)
            await large.SaveAsync(ApartOf(row.PartitionKey), apart, cancellationToken).ConfigureAwait(false);
        try
        {
            await definitions.AddEntityAsync(row, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Another process was faster.
        }
    }

    /// <summary>The definition, or null.</summary>
    public async Task<string?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        if (_seen.TryGetValue(hash, out var seen)) return seen;
        if (await definitions.FindAsync(KeyText.Of(hash), Row, cancellationToken).ConfigureAwait(false) is not { } row)
            return null;
        var json = await Payload.GetAsync<string>(row, apart => large.FindAsync(
            ApartOf(row.PartitionKey), apart, cancellationToken)).ConfigureAwait(false);
        if (_seen.Count >= MaxSeen) _seen.Clear();
        return _seen[hash] = json!;
    }

    private static string ApartOf(string partition) => KeyText.Join("d", partition);
}
