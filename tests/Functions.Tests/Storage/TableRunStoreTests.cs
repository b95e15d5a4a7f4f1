using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Storage;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>The table store on the emulator: the conformance suite, and what only it does.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TableRunStoreTests(AzuriteFixture azurite) : RunStoreConformance
{
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");

    protected override Task<IRunStore> OpenAsync() =>
        Task.FromResult<IRunStore>(new TableRunStore(
            new TableRunStoreOptions { ConnectionString = azurite.Server.ConnectionString, TablePrefix = _prefix }));

    protected override Task<IRunStore> ReopenStoreAsync() => OpenAsync();

    public override Task DisposeAsync() => Task.CompletedTask;
}
