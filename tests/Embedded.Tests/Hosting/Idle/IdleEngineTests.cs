using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Hosting.Idle;

/// <summary>What the engine holds back: members that work, timers, and those that never return.</summary>
public sealed class IdleEngineTests
{
    private static readonly ToolDefinition Plain = new();

    [Fact]
    public async Task CanEnd_ToolRuns_FalseUntilItsRunEnded()
    {
        await using var stage = await IdleStage.OpenAsync(Plain);
        var runId = await stage.StartAsync();
        await stage.Called;
        stage.Time.Jump(IdleStage.Limits.Exit * 2);
        Assert.False(await stage.Watch.CanEndAsync());

        stage.Answer();
        await stage.UntilAsync(runId, RunStatus.Completed);
        Assert.False(await stage.Watch.CanEndAsync());
        stage.Time.Jump(IdleStage.Limits.Exit);
        Assert.True(await stage.Watch.CanEndAsync());
    }

    [Fact]
    public async Task CanEnd_MemberBeyondTheCeiling_IsClosedAsTimedOut()
    {
        await using var stage = await IdleStage.OpenAsync(Plain);
        var runId = await stage.StartAsync();
        await stage.Called;
        stage.Time.Jump(IdleStage.Limits.Ceiling);
        Assert.False(await stage.Watch.CanEndAsync());

        var run = await stage.UntilAsync(runId, RunStatus.Failed);
        Assert.Equal(("memberTimeout", "idler"), (run.Error!.Code, run.Error.MemberId));
        Assert.Contains("1h", run.Error.Message, StringComparison.Ordinal);
        var member = (await stage.Store.ListMemberRunsAsync(
            runId)).Single(member => member.MemberRunId == RunIds.Member(runId, 1));
        Assert.Equal((RunStatus.Failed, "memberTimeout"), (member.Status, member.Error!.Code));

        // Its tool still runs, and nobody waits for it.
        stage.Time.Jump(IdleStage.Limits.Exit);
        Assert.True(await stage.Watch.CanEndAsync());
    }

    [Fact]
    public async Task CanEnd_MemberBeyondTheCeilingAndALeaderThatIsTold_LeaderGoesOn()
    {
        await using var stage = await IdleStage.OpenAsync(Plain, MemberFailurePolicy.TellLeader);
        var runId = await stage.StartAsync();
        await stage.Called;
        stage.Time.Jump(IdleStage.Limits.Ceiling);
        Assert.False(await stage.Watch.CanEndAsync());

        var run = await stage.UntilAsync(runId, RunStatus.Completed);
        Assert.Equal("The leader is done.", run.Output);
    }

    [Fact]
    public async Task CanEnd_SomethingElseHappensBeforeTheCeiling_CountsAnew()
    {
        await using var stage = await IdleStage.OpenAsync(Plain);
        var runId = await stage.StartAsync();
        await stage.Called;
        stage.Time.Jump(IdleStage.Limits.Ceiling - TimeSpan.FromMinutes(1));
        var other = await stage.StartAsync();
        await Wait.UntilAsync(async () => (await stage.Store.ListMemberRunsAsync(other)).Count == 2);
        stage.Time.Jump(TimeSpan.FromMinutes(2));

        Assert.False(await stage.Watch.CanEndAsync());
        Assert.Equal(RunStatus.Running, (await stage.Store.FindRunAsync(runId))!.Status);
        stage.Answer();
        await stage.UntilAsync(runId, RunStatus.Completed);
    }

    [Fact]
    public async Task CanEnd_ExpiryOfAnApproval_KeepsItOnceItIsDueSoon()
    {
        var gated = Plain with
        {
            Approval = ApprovalKind.Confirmation,
            Approve = new ApproveDefinition { Expires = TimeSpan.FromHours(10) }
        };
        await using var stage = await IdleStage.OpenAsync(gated);
        await stage.UntilAsync(await stage.StartAsync(), RunStatus.Paused);
        await stage.RestAsync();
        stage.Time.Jump(TimeSpan.FromHours(5));
        Assert.True(await stage.Watch.CanEndAsync());
        stage.Time.Jump(TimeSpan.FromHours(5) - TimeSpan.FromMinutes(5));
        Assert.False(await stage.Watch.CanEndAsync());
    }

    [Fact]
    public async Task CanEnd_MemberWaitsToTryItsToolAgain_FalseThoughThatIsNotDueSoon()
    {
        // Nobody listens there: each attempt fails at once, and the next is five minutes away.
        var broken = Plain with { Http = new HttpToolDefinition { Method = "POST", Url = "http://127.0.0.1:9/work" } };
        await using var stage = await IdleStage.OpenAsync(broken);
        var runId = await stage.StartAsync();
        var watch = stage.WatchWith(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => stage.IsBetweenAttempts);
        stage.Time.Jump(TimeSpan.FromMinutes(1));

        Assert.False(await watch.CanEndAsync());
        Assert.Equal(RunStatus.Running, (await stage.Store.FindRunAsync(runId))!.Status);
    }
}
