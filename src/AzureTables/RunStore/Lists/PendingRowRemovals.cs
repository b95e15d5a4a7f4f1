using DurableTeams.AzureTables.RunStore.Rows;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>
/// Rows of lists to remove. They wait for a transaction of their partition that removes them too. If the process dies first,
/// the next reader removes them.
/// </summary>
internal sealed class PendingRowRemovals
{
    private const int Enough = 90;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _byPartition = new(StringComparer.Ordinal);

    /// <summary>Lets rows wait; returns the rows to remove now, once there are enough for a transaction of their own.</summary>
    public string[] Put(string partition, IEnumerable<string> keys)
    {
        lock (_gate)
        {
            if (!_byPartition.TryGetValue(partition, out var waiting))
                _byPartition[partition] = waiting = new(StringComparer.Ordinal);
            waiting.UnionWith(keys);
            return waiting.Count < Enough ? [] : Take(partition, TableBatches.MaxRows);
        }
    }

    /// <summary>Takes rows to remove, up to a number, without those that are written again.</summary>
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
