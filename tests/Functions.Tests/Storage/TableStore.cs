using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Storage;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>The table store on the emulator, in tables of its own.</summary>
public sealed class TableStore(AzuriteFixture azurite) : IStoreUnderTest
{
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");

    public IRunStore Open() => new TableRunStore(
        new TableRunStoreOptions { ConnectionString = azurite.Server.ConnectionString, TablePrefix = _prefix });

    public Task<IRunStore> ReopenAsync() => Task.FromResult(Open());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
