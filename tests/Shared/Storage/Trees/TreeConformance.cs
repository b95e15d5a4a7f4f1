using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Trees;

/// <summary>Member runs below member runs.</summary>
public abstract partial class TreeConformance(IStoreUnderTest store) : RunStoreConformance(store)
{
    private Task<bool> EndAtAsync(string position, RunStatus end = RunStatus.Completed) =>
        Store.CommitAsync(TestChange.To("r1", 5) with { Members = [new MemberRunPatch("r1." + position, end)] });

    private async Task<string> StatusesAsync() =>
        string.Join(
            ' ', (await Store.ListMemberRunsAsync("r1")).Select(memberRun => $"{memberRun.MemberRunId[3..]}:{memberRun.Status}"));

    [Fact]
    public async Task FindMemberRunStatus_IsWhereThatMemberRunStands()
    {
        await StartTreeAsync("1", "1.1");
        await EndAtAsync("1.1", RunStatus.Failed);

        var found = new List<RunStatus?>();
        foreach (var id in new[] { "r1.0", "r1.1", "r1.1.1", "r1.2", "r1", "r2.0" })
            found.Add(await Store.FindMemberRunStatusAsync(id[..2], id));

        Assert.Equal([RunStatus.Running, RunStatus.Running, RunStatus.Failed, null, null, null], found);
    }

    [Fact]
    public async Task Pause_InANestedTeam_LeadersOfBothLevelsOnlyWait()
    {
        await StartTreeAsync("1", "1.1");

        var (_, result) = await AskAtAsync("1.1");

        Assert.Equal(new PauseResult(true, 1), result);
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        Assert.Equal("0:Running 1:Running 1.1:Paused", await StatusesAsync());
    }

    [Fact]
    public async Task Pause_ThreeLevelsDeep_IsPausedOnlyWhenNothingCanGoOn()
    {
        await StartTreeAsync("1", "1.1", "1.1.1", "1.1.2", "1.2", "2");

        var first = (await AskAtAsync("1.1.1")).Result;
        var second = (await AskAtAsync("2")).Result;
        var third = (await AskAtAsync("1.2")).Result;
        var fourth = (await AskAtAsync("1.1.2")).Result;

        Assert.Equal([null, null, null, 1], new[] { first, second, third, fourth }.Select(result => result.RunPause));
        Assert.Equal("0:Running 1:Running 1.1:Running 1.1.1:Paused 1.1.2:Paused 1.2:Paused 2:Paused", await StatusesAsync());
    }

    [Fact]
    public async Task Decide_DeepDown_TheChainAboveRunsAndSoDoesTheRun()
    {
        await StartTreeAsync("1", "1.1", "1.1.1", "2");
        var (deep, _) = await AskAtAsync("1.1.1");
        await AskAtAsync("2");

        var decided = await Store.DecideAsync("r1", [TestDecision.Approve(deep)]);

        Assert.Equal(1, Assert.Single(decided.Taken).EndedPause);
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal("0:Running 1:Running 1.1:Running 1.1.1:Running 2:Paused", await StatusesAsync());
    }

    [Fact]
    public async Task Commit_TheDecidedMemberEnds_ItsLeaderGoesOnSoTheRunIsNotPaused()
    {
        await StartTreeAsync("1", "1.1", "1.1.1", "2");
        var (deep, _) = await AskAtAsync("1.1.1");
        await AskAtAsync("2");
        await Store.DecideAsync("r1", [TestDecision.Approve(deep)]);

        await EndAtAsync("1.1.1");
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        await EndAtAsync("1.1");
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        await EndAtAsync("1");

        Assert.Equal((RunStatus.Paused, 2), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Pauses));
    }

    [Theory]
    [InlineData("1.1.2", RunStatus.Completed)]
    [InlineData("1.1.2", RunStatus.Failed)]
    [InlineData("1.2", RunStatus.Cancelled)]
    [InlineData("2", RunStatus.Completed)]
    public async Task Commit_TheLastThatRanBesideAPausedMemberEnds_PausesTheRun(string sibling, RunStatus end)
    {
        await StartTreeAsync("1", "1.1", "1.1.1", sibling);
        Assert.Null((await AskAtAsync("1.1.1")).Result.RunPause);

        await EndAtAsync(sibling, end);

        Assert.Equal((RunStatus.Paused, 1), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Pauses));
    }

    [Fact]
    public async Task Pause_ANestedLeaderItself_IsPausedWhileItsMemberRuns()
    {
        await StartTreeAsync("1", "1.1");

        var leader = (await AskAtAsync("1")).Result;
        var member = (await AskAtAsync("1.1")).Result;

        Assert.Equal((null, 1), (leader.RunPause, member.RunPause));
    }
}
