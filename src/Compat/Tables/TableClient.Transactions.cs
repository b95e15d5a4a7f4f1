#nullable disable

namespace Azure.Data.Tables;

public partial class TableClient
{
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        TableTransactionAction[] actions = [.. transactionActions];
        if (actions.Length == 0) throw new InvalidOperationException("Transactions cannot be empty.");
        CheckPartition(actions);
        TableRequest[] requests = [.. actions.Select(Request)];
        var response = await _connection.SendBatchAsync(new BatchContent(requests), cancellationToken).ConfigureAwait(false);
        var parts = BatchReader.Read(response);
        // One answer only, for the operation that failed: the others were not tried or undone.
        if (parts.FirstOrDefault(part => part.IsError) is { } failed)
            throw new TableTransactionFailedException(new RequestFailedException(failed, null, new TableErrorParser()));
        if (parts.Count != requests.Length)
            throw new RequestFailedException(response.Status, $"{requests.Length} operations, {parts.Count} answers.");
        return Response.FromValue(parts, response);
    }

    // The service refuses this, the emulator does not: tests on the emulator must not pass with what fails in production.
    private static void CheckPartition(TableTransactionAction[] actions)
    {
        var stray = Array.FindIndex(actions, action => action.Entity.PartitionKey != actions[0].Entity.PartitionKey);
        if (stray < 0) return;
        const string Code = "CommandsInBatchActOnDifferentPartitions";
        var message = $"{stray}:All commands in a batch must operate on same entity group.\nStatus: 400\nErrorCode: {Code}";
        throw new TableTransactionFailedException(new RequestFailedException(400, message, Code, null));
    }

    private TableRequest Request(TableTransactionAction action)
    {
        var entity = action.Entity;
        return action.ActionType switch
        {
            TableTransactionActionType.Add => TableRequest.Add(Name, entity),
            TableTransactionActionType.UpdateMerge => Update(TableUpdateMode.Merge),
            TableTransactionActionType.UpdateReplace => Update(TableUpdateMode.Replace),
            TableTransactionActionType.UpsertMerge => TableRequest.Write(Name, entity, TableUpdateMode.Merge, ifMatch: null),
            TableTransactionActionType.UpsertReplace => TableRequest.Write(Name, entity, TableUpdateMode.Replace, ifMatch: null),
            TableTransactionActionType.Delete => TableRequest.Delete(Name, entity.PartitionKey, entity.RowKey, action.ETag),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.ActionType, "Not an action."),
        };

        TableRequest Update(TableUpdateMode mode) => TableRequest.Write(Name, entity, mode, TableRequest.OrAny(action.ETag));
    }
}
