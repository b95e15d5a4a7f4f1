using DurableTeams.Embedded.Tests.Engine;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Faults;

public sealed class ClientTests
{
    [Fact]
    public async Task ScheduleNew_StorageBreaksAfterItWasAccepted_CallerIsToldAndInstanceStartsLater()
    {
        var broken = false;
        await using var fixture = new EngineFixture(
            registry => registry.AddOrchestratorFunc("one", _ => Task.FromResult(1)),
            storage: new DatabaseOptions
            {
                Patience = TimeSpan.Zero,
                Fault = _ =>
                {
                    if (Volatile.Read(ref broken)) throw new SqliteFailureException(13, "full");
                },
            });
        Volatile.Write(ref broken, true);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.StartAsync("one", "i")
            .WaitAsync(EngineFixture.Patience));
        Volatile.Write(ref broken, false);
        await Wait.UntilAsync(async () => await fixture.Engine.Client.GetInstanceAsync("i") is not null);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.EndOfAsync("i")).RuntimeStatus);
    }
}
