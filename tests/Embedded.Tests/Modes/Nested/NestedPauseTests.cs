using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes.Nested;

public sealed class NestedPauseTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task ThreeLevels_RequirementAtTheBottom_IsDecidedByItsWholePathOverARestart()
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("middle")),
            TestTeam.Inner("middle", TeamMode.Coordinate, TestMember.Nested("bottom")),
            TestTeam.Inner("bottom", TeamMode.Loop, TestMember.Of("worker", "send")));
        Script.For(harness.Chat)
            .With("middle", Reply.Calls(ToolCall.Delegate("a", "bottom", "x")), Reply.Text(ask => ask.Last))
            .With("worker", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))), Reply.TextAndCalls(
                "sent", ToolCall.ExitLoop()));

        var paused = await harness.RunAsync("Go");
        var requirement = Assert.Single(paused.Requirements);
        Assert.Equal(RunStatus.Paused, paused.Status);
        Assert.Equal(["team", "middle", "bottom", "worker"], requirement.MemberPath);
        Assert.Equal(("worker", $"{paused.RunId}.1.1.1"), (requirement.MemberId, requirement.MemberRunId));
        Assert.Equal("team", (await harness.Store.FindRequirementAsync(requirement.RequirementId))!.TeamId);
        await harness.RestartAsync();
        await harness.DecideAsync(requirement.RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "a=sent", "middle:2 worker:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["hello"], _outbox.Sent);
        Assert.Equal(
            ["RunStarted", "RunPaused", "RunContinued", "RunCompleted"],
            (await harness.EventsAsync(run.RunId)).Select(item => item.Type)
                .Where(type => type.StartsWith("Run", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NestedMemberWaits_SiblingWorks_TheRunIsNotPausedUntilItIsDone()
    {
        var release = new TaskCompletionSource();
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Nested("inner"), TestMember.Of("busy")),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("worker", "send")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text(ask => ask.Last))
            .With("worker", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))), Reply.Text("sent"))
            .WithWaiting("busy", async _ =>
            {
                await release.Task;
                return Reply.Text("done");
            });

        var runId = await harness.StartAsync("Go");
        var working = await harness.UntilAsync(runId, run => run.Members.Any(member => member.Status == RunStatus.Paused));
        Assert.Equal(RunStatus.Running, working.Status);
        release.SetResult();
        var paused = await harness.RestAsync(runId);
        Assert.Equal(RunStatus.Paused, paused.Status);
        Assert.Equal(
        [
            "inner Running", "worker Paused", "busy Completed"
        ], paused.Members.Select(member => $"{member.MemberId} {member.Status}"));
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        var run = await harness.RestAsync(runId);

        Assert.Equal((RunStatus.Completed, "all=inner:\nsent\n\nbusy:\ndone"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task PausedTime_InANestedTeam_CountsAgainstNoTimeout()
    {
        var limit = TimeSpan.FromSeconds(4);
        var clock = new FakeTimeProvider();
        await using var harness = await new RunHarness().With(clock).With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("inner"))
                .Limit(limits => limits with { MemberTimeout = limit, TeamTimeout = limit }),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("worker", "send"))
                .Limit(limits => limits with { MemberTimeout = limit, TeamTimeout = limit }));
        Script.For(harness.Chat).With("worker", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))), Reply.Text("sent"));

        var paused = await harness.RunAsync("Go");
        clock.Advance(limit * 2);
        Assert.Equal(RunStatus.Paused, (await harness.ViewAsync(paused.RunId)).Status);
        await harness.DecideAsync(paused.Requirements[0].RequirementId, "approve");
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "sent"), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Cancel_NestedMemberWaits_ItsRequirementIsCancelled()
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("inner")),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("worker", "send")));
        Script.For(harness.Chat).With("worker", Reply.Calls(ToolCall.Of("s", "send", ("text", "hello"))));

        var paused = await harness.RunAsync("Go");
        await harness.CancelAsync(paused.RunId);
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());

        Assert.Equal((RunStatus.Cancelled, RequirementStatus.Cancelled), (run.Status, Assert.Single(run.Requirements).Status));
        Assert.Equal(["inner Cancelled", "worker Cancelled"], run.Members.Select(member => $"{member.MemberId} {member.Status}"));
        Assert.Empty(_outbox.Sent);
    }
}
