using DurableTeams.AzureTables.RunStore.Rows;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>
/// Rows of lists that are to be removed, and wait for a transaction of their partition that takes them along. Lost with the
/// process, they are removed by whoever reads them.
/// </summary>
internal sealed class PendingRowRemovals
{
    private const int Enough = 90;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _byPartition = new(StringComparer.Ordinal);

    /// <summary>Lets rows wait; returns those to remove now, since enough have come together for a transaction of their own.</summary>
    public string[] Put(string partition, IEnumerable<string> keys)
    {
        lock (_gate)
        {
            if (!_byPartition.TryGetValue(partition, out var waiting)) _byPartition[partition] = waiting = new(StringComparer.Ordinal);
            waiting.UnionWith(keys);
            return waiting.Count < Enough ? [] : Take(partition, TableBatches.MaxRows);
        }
    }

    /// <summary>Takes rows to remove, so many at most; none of those that are written again.</summary>
    public string[] Take(string partition, int atMost, IEnumerable<string>? written = null)
    {
        lock (_gate)
        {
            if (!_byPartition.TryGetValue(partition, out var waiting)) return [];
            waiting.ExceptWith(written ?? []);
            string[] taken = [.. waiting.Take(Math.Max(atMost, 0))];
            waiting.ExceptWith(taken);
            return taken;
        }
    }
}
