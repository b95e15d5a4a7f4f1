using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task TryClaim_ACall_IsTrueOnceAlsoAfterReopening()
    {
        await StartAsync("r1");

        Assert.True(await Store.TryClaimAsync("r1", "r1.1.2-3-1:1"));
        Assert.False(await Store.TryClaimAsync("r1", "r1.1.2-3-1:1"));
        await ReopenAsync();

        Assert.False(await Store.TryClaimAsync("r1", "r1.1.2-3-1:1"));
    }

    [Fact]
    public async Task TryClaim_OtherCalls_AreTheirOwn()
    {
        foreach (var run in new[] { "r1", "r2" }) await StartAsync(run);
        string[] keys = ["r1.1-1-0:1", "r1.1-1-0:2", "r1.1-1-1:1", "r1.1-2-0:1", "r1.1.1-1-0:1", "r1.11-1-0:1", "R1.1-1-0:1", ""];

        foreach (var key in keys) Assert.True(await Store.TryClaimAsync("r1", key), key);
        foreach (var key in keys) Assert.True(await Store.TryClaimAsync("r2", key), key);
        foreach (var key in keys) Assert.False(await Store.TryClaimAsync("r1", key), key);
    }

    [Fact]
    public async Task TryClaim_FromManyThreads_IsTrueForOne()
    {
        await StartAsync("r1");

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.TryClaimAsync("r1", "r1.1-1-0:1"))));

        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task TryClaim_RetriedRun_StaysClaimed()
    {
        await FailAsync();
        Assert.True(await Store.TryClaimAsync("r1", "r1.2.1-1-0:1"));

        await Store.RetryAsync("r1", ["r1.2.1"], TestTime.At(20));

        Assert.False(await Store.TryClaimAsync("r1", "r1.2.1-1-0:1"));
    }

    [Fact]
    public async Task TryClaim_SessionDeletedInBetween_IsTrueForTheNextRunOfThatId()
    {
        foreach (var run in new[] { "r1", "r2" })
        {
            await FillAsync(run, "session-of-" + run, RunStatus.Completed);
            Assert.True(await Store.TryClaimAsync(run, "a"));
        }

        await Store.DeleteSessionAsync("session-of-r1");

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.TryClaimAsync("r1", "a"));
        await StartAsync("r1");
        Assert.True(await Store.TryClaimAsync("r1", "a"));
        Assert.False(await Store.TryClaimAsync("r2", "a"));
    }

    [Fact]
    public async Task TryClaim_NoSuchRun_Throws() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.TryClaimAsync("none", "a"));
}
