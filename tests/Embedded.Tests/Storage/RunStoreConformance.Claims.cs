using DurableTeams.Storage;
using static DurableTeams.Embedded.Tests.Storage.Sample;

namespace DurableTeams.Embedded.Tests.Storage;

public abstract partial class RunStoreConformance
{
    [Fact]
    public async Task TryClaim_ACall_IsTrueOnceAlsoAfterReopening()
    {
        await StartAsync("r1");
        var call = new CallReference("r1.1.2", 3, 1);

        Assert.True(await Store.TryClaimAsync(call, At(1)));
        Assert.False(await Store.TryClaimAsync(call, At(2)));
        await ReopenAsync();

        Assert.False(await Store.TryClaimAsync(call, At(3)));
    }

    [Fact]
    public async Task TryClaim_OtherCalls_AreTheirOwn()
    {
        foreach (var run in new[] { "r1", "r2" }) await StartAsync(run);
        CallReference[] calls = [new("r1.1", 1, 0), new("r1.1", 1, 1), new("r1.1", 2, 0), new("r1.1.1", 1, 0), new("r1.11", 1, 0), new("r2.1", 1, 0)];

        foreach (var call in calls) Assert.True(await Store.TryClaimAsync(call, At(1)));
    }

    [Fact]
    public async Task TryClaim_FromManyThreads_IsTrueForOne()
    {
        await StartAsync("r1");

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.TryClaimAsync(new CallReference("r1.1", 1, 0), At(1)))));

        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task Commit_Released_CanBeClaimedAgain()
    {
        await StartAsync("r1");
        CallReference[] calls = [new("r1.1", 1, 0), new("r1.1", 1, 1)];
        foreach (var call in calls) await Store.TryClaimAsync(call, At(1));

        await Store.CommitAsync(Change("r1") with { Released = [calls[0], new CallReference("r1.1", 9, 9)] });

        Assert.True(await Store.TryClaimAsync(calls[0], At(2)));
        Assert.False(await Store.TryClaimAsync(calls[1], At(2)));
    }

    [Fact]
    public async Task TryClaim_NoSuchRunOrNoAgentRun_Throws()
    {
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.TryClaimAsync(new CallReference("none.1", 1, 0), At(1)));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryClaimAsync(new CallReference("r1", 1, 0), At(1)));
        await StartAsync("r1");
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Change("r1") with { Released = [new CallReference("r2.1", 1, 0)] }));
    }
}
