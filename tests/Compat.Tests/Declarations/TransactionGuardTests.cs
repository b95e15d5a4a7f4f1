using Azure.Data.Tables;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>What Compat refuses itself because the emulator does not; officially the service does it.</summary>
public sealed class TransactionGuardTests
{
    [Fact]
    public async Task TwoPartitions_Submit_IsRefusedAsTheServiceWould()
    {
        var table = new TableClient("UseDevelopmentStorage=true", "never");
        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "1")),
            new(TableTransactionActionType.Add, new TableEntity("q", "1")),
        ]));
        Assert.Equal((400, 1), (failure.Status, failure.FailedTransactionActionIndex));
        Assert.Equal("CommandsInBatchActOnDifferentPartitions", failure.ErrorCode);
    }
}
