using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>"Paused time counts against no timeout." "Cancelling a paused run cancels its requirements."</summary>
public sealed class PausedTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private readonly Outbox _outbox = new();
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PausedLongerThanBothTimeouts_AlsoOverACrash_IsNotTimedOut(bool crash)
    {
        await using var harness = await new RunHarness().With(_clock).With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send"))
                .Limit(limits => limits with { MemberTimeout = Limit, TeamTimeout = Limit }));
        Script.For(harness.Chat).With("ann", Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))), Reply.Text("end"));

        var paused = await harness.RunAsync("Go");
        if (crash) await harness.CrashAsync();
        _clock.Advance(Limit * 2);
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Completed, "end"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task ResumedMember_WorksLongerThanItsTimeout_TimesOutAfterAll()
    {
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        await using var harness = await new RunHarness().With(_clock).With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send"))
                .Limit(limits => limits with { MemberTimeout = Limit }));
        Script.For(harness.Chat).With("ann", Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))))
            .WithWaiting("ann", _ => never.Task);

        var paused = await harness.RunAsync("Go");
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        await Wait.UntilAsync(() => harness.Chat.AskedOf("ann").Count() == 2);
        _clock.Advance(Limit);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        never.SetResult(Reply.Text("late"));

        Assert.Equal((RunStatus.Failed, "memberTimeout"), (run.Status, run.Error!.Code));
        Assert.Single(_outbox.Sent);
    }

    [Fact]
    public async Task Cancel_TwoMembersAndANestedOnePaused_CancelsEveryRequirementForGood()
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            TestTeam.In(
                TeamMode.Broadcast, TestMember.Of("ann", "send"), TestMember.Of("ben", "send"), TestMember.Nested("inner")),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("cleo", "send")));
        var script = Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.DelegateToAll("x")));
        foreach (var member in new[] { "ann", "ben", "cleo" })
            script.With(member, Reply.Calls(ToolCall.Of("c", "send", ("text", member))));

        var paused = await harness.RunAsync("Go");
        Assert.Equal(3, paused.Requirements.Count);
        await harness.CancelAsync(paused.RunId);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        await harness.CrashAsync();

        Assert.Equal(RunStatus.Cancelled, run.Status);
        foreach (var asked in paused.Requirements)
        {
            Assert.Equal(RequirementStatus.Cancelled, (await harness.Store.FindRequirementAsync(asked.RequirementId))!.Status);
            Assert.Equal(
                409, (await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(asked.RequirementId, "approve"))).Status);
        }

        Assert.Empty(_outbox.Sent);
    }

    [Fact]
    public async Task Deploy_TakesTheToolAway_DecisionIs409AndThePauseStaysUntilItIsBack()
    {
        var whole = TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send"));
        await using var harness = await new RunHarness().With(_outbox.Send).With(_outbox.Note).ServeAsync(whole);
        Script.For(harness.Chat).With("ann", Reply.Calls(ToolCall.Of("c", "send", ("text", "1"))), Reply.Text(ask => ask.Last));
        var paused = await harness.RunAsync("Go");
        var id = paused.Requirements[0].RequirementId;

        foreach (var (deployed, code) in new[]
        {
            (TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "note")), "toolNotDefined"),
            (TestTeam.In(TeamMode.Sequential, TestMember.Of("ben", "send")), "memberNotDefined")
        })
        {
            await harness.ServeAsync(deployed);
            foreach (var decision in new[] { "approve", "reject" })
            {
                var refused = await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(id, decision));
                Assert.Equal((409, code), (refused.Status, refused.Code));
            }

            var still = await harness.ViewAsync(paused.RunId);
            Assert.Equal((RunStatus.Paused, RequirementStatus.Pending), (still.Status, still.Requirements[0].Status));
        }

        await harness.ServeAsync(whole);
        await harness.DecideAsync(id, "approve");
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        Assert.Equal((RunStatus.Completed, "c=send 1"), (run.Status, run.Output!.Text));
        Assert.Single(_outbox.Sent);
    }
}
