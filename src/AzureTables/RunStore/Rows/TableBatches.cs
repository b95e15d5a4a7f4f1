using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>What fits into one transaction: a hundred rows, four MiB.</summary>
internal static class TableBatches
{
    /// <summary>Rows in one transaction.</summary>
    public const int MaxRows = 100;

    private const int MaxBytes = 3_000_000;

    /// <summary>Whether these fit, with so many small ones beside them.</summary>
    public static bool Fits(IReadOnlyCollection<TableEntity> rows, int beside) =>
        rows.Count + beside <= MaxRows && rows.Sum(Payload.SizeOf) <= MaxBytes;

    /// <summary>As few transactions as hold all, in their order, each with room for so many small ones more.</summary>
    public static IEnumerable<IReadOnlyList<TableTransactionAction>> Of(
        IEnumerable<TableTransactionAction> actions, int beside = 0)
    {
        var batch = new List<TableTransactionAction>();
        var size = 0;
        foreach (var action in actions)
        {
            var more = Payload.SizeOf((TableEntity)action.Entity);
            if (batch.Count == MaxRows - beside || (batch.Count > 0 && size + more > MaxBytes))
            {
                yield return batch;
                batch = [];
                size = 0;
            }

            batch.Add(action);
            size += more;
        }

        if (batch.Count > 0) yield return batch;
    }
}
