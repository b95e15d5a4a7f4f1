using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class LoopTests
{
    [Fact]
    public async Task ExitLoop_WithoutWords_TheOutputBeforeIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Loop, TestMember.Of("writer"), TestMember.Of("critic")));
        Script.For(harness.Chat).With("writer", Reply.Text("draft 1"), Reply.Text("draft 2"))
            .With("critic", Reply.Text("more"), Reply.Calls(ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "draft 2"), (run.Status, run.Output!.Text));
        Assert.Equal(["user: Go", "user: draft 1", "user: more", "user: draft 2"], harness.Chat.Asked.Select(ask => Assert.Single(
            ask.Said)));
        Assert.All(harness.Chat.Asked, ask => Assert.Equal(["exit_loop"], ask.Tools));
        Assert.Equal([1, 1, 2, 2], run.Members.Select(member => member.Spawn));
    }

    [Fact]
    public async Task ExitLoop_WithWords_TheyAreTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Loop, TestMember.Of("writer"), TestMember.Of("critic")));
        Script.For(harness.Chat).With("writer", Reply.Text("draft"))
            .With("critic", Reply.TextAndCalls("final", ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal("final", run.Output!.Text);
    }

    [Fact]
    public async Task ExitLoop_ByAMiddleMember_ThoseAfterItDoNotRun()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Loop, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Calls(ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "1", "one:1 two:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task ExitLoop_ByTheVeryFirstTurnWithoutWords_TheAnswerIsEmpty()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Loop, TestMember.Of("one")));
        Script.For(harness.Chat).With("one", Reply.Calls(ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, string.Empty), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task MaxSteps_RoundsAreDone_TheRunEndsWithTheLastOutput()
    {
        var team = TestTeam.In(TeamMode.Loop, TestMember.Of("one"), TestMember.Of("two"))
            .Limit(limits => limits with { MaxSteps = 2 });
        await using var harness = await new RunHarness().ServeAsync(team);
        Script.For(harness.Chat).With("one", Reply.Text("1"), Reply.Text("3")).With("two", Reply.Text("2"), Reply.Text("4"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "4", "one:2 two:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task ExitLoop_BesideAToolCall_TheToolRunsBeforeTheLoopEnds()
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Note)
            .ServeAsync(TestTeam.In(TeamMode.Loop, TestMember.Of("one"), TestMember.Of("two", "note")));
        Script.For(harness.Chat).With("one", Reply.Text("1"))
            .With("two", Reply.TextAndCalls("bye", ToolCall.Of("n", "note", ("text", "kept")), ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "bye"), (run.Status, run.Output!.Text));
        Assert.Equal(["kept"], outbox.Sent);
        Assert.Equal("two:1", string.Join(' ', harness.Chat.AskedOf("two").Select(ask => $"{ask.Agent}:{ask.Turn}")));
        Assert.Equal((RunStatus.Completed, 1), (run.Members[1].Status, run.Members[1].Usage.ToolCalls));
    }
}
