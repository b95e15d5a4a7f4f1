using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class SequentialTests
{
    [Fact]
    public async Task Run_EachMemberIsAskedExactlyWhatTheOneBeforeSaid()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of(
            "one"), TestMember.Of("two"), TestMember.Of("three")) with { Instructions = "Be brief." });
        Script.For(harness.Chat).With("one", Reply.Text(ask => $"1({ask.Last})")).With("two", Reply.Text(ask => $"2({ask.Last})"))
            .With("three", Reply.Text(ask => $"3({ask.Last})"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "3(2(1(Go)))"), (run.Status, run.Output!.Text));
        Assert.Equal(["user: Go", "user: 1(Go)", "user: 2(1(Go))"], harness.Chat.Asked.Select(ask => Assert.Single(ask.Said)));
        Assert.All(harness.Chat.Asked, ask => Assert.Empty(ask.Tools));
        Assert.Equal(
            "You are two, a member of the team \"Team\". Your role: Role of two.\nBe brief.",
            harness.Chat.Asked[1].System.ReplaceLineEndings("\n"));
        Assert.Equal(["Go", "1(Go)", "2(1(Go))"], run.Members.Select(member => member.Task));
        Assert.Equal(new Usage(30, 15, 3, 0), run.Usage);
    }

    [Fact]
    public async Task Run_NestedLoopAsMember_GetsTheOutputBeforeAndGivesItsOwn()
    {
        var loop = TestTeam.Inner("polish", TeamMode.Loop, TestMember.Of("writer"), TestMember.Of("critic"));
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Nested("polish"), TestMember.Of("last")), loop);
        Script.For(harness.Chat)
            .With("one", Reply.Text("draft"))
            .With("writer", Reply.Text(ask => $"better {ask.Last}"), Reply.Text(ask => $"best {ask.Last}"))
            .With("critic", Reply.Text(ask => $"criticised {ask.Last}"), Reply.Calls(ToolCall.ExitLoop()))
            .With("last", Reply.Text(ask => $"printed {ask.Last}"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("printed best criticised better draft", run.Output!.Text);
        Assert.Equal("one:1 polish:1 writer:1 critic:1 writer:2 critic:2 last:1", string.Join(
            ' ', run.Members.Select(member => $"{member.MemberId}:{member.Spawn}")));
        var polish = run.Members[1];
        Assert.Equal(("draft", "best criticised better draft", run.RunId), (polish.Task, polish.Output, polish.ParentRunId));
        Assert.All(run.Members.Skip(2).Take(4), member => Assert.Equal(polish.MemberRunId, member.ParentRunId));
    }

    [Fact]
    public async Task MemberFails_TheRunFailsAndWhatWasDoneStays()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three")));
        Script.For(harness.Chat).With("one", Reply.Text("1")).With("two", Reply.Failure);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "modelFailed", "two"), (run.Status, run.Error!.Code, run.Error.MemberId));
        Assert.Equal("1", run.Members[0].Output);
        Assert.Equal("one:1 two:1", harness.Chat.Counts);
    }

    [Fact]
    public async Task Run_MemberSaysNothingAtFirst_IsAskedAgain()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Of("one"), TestMember.Of("two")));
        Script.For(harness.Chat).With("one", Reply.Text(string.Empty), Reply.Text("words")).With("two", Reply.Text("ok"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("ok", run.Output!.Text);
        Assert.Equal(["user: words"], harness.Chat.Asked[2].Said);
    }
}
