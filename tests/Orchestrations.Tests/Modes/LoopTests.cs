using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class LoopTests
{
    [Fact]
    public async Task ExitLoop_WithoutWords_TheOutputBeforeIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Loop, Member("writer"), Member("critic")));
        For(harness).With("writer", Says("draft 1"), Says("draft 2")).With("critic", Says("more"), Makes(ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "draft 2"), (run.Status, run.Output!.Text));
        Assert.Equal(["user: Go", "user: draft 1", "user: more", "user: draft 2"], harness.Chat.Asked.Select(ask => Assert.Single(ask.Said)));
        Assert.All(harness.Chat.Asked, ask => Assert.Equal(["exit_loop"], ask.Tools));
        Assert.Equal([1, 1, 2, 2], run.Members.Select(member => member.Spawn));
    }

    [Fact]
    public async Task ExitLoop_WithWords_TheyAreTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Loop, Member("writer"), Member("critic")));
        For(harness).With("writer", Says("draft")).With("critic", SaysAndMakes("final", ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal("final", run.Output!.Text);
    }

    [Fact]
    public async Task ExitLoop_ByAMiddleMember_ThoseAfterItDoNotRun()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Loop, Member("one"), Member("two"), Member("three")));
        For(harness).With("one", Says("1")).With("two", Makes(ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "1", "one:1 two:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task ExitLoop_ByTheVeryFirstTurnWithoutWords_TheAnswerIsEmpty()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Loop, Member("one")));
        For(harness).With("one", Makes(ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, string.Empty), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task MaxSteps_RoundsAreDone_TheRunEndsWithTheLastOutput()
    {
        var team = In(TeamMode.Loop, Member("one"), Member("two")).Limit(limits => limits with { MaxSteps = 2 });
        await using var harness = await new RunHarness().ServeAsync(team);
        For(harness).With("one", Says("1"), Says("3")).With("two", Says("2"), Says("4"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "4", "one:2 two:2"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task ExitLoop_BesideAToolCall_TheToolRunsBeforeTheLoopEnds()
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Note).ServeAsync(In(TeamMode.Loop, Member("one"), Member("two", "note")));
        For(harness).With("one", Says("1")).With("two", SaysAndMakes("bye", Call("n", "note", ("text", "kept")), ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "bye"), (run.Status, run.Output!.Text));
        Assert.Equal(["kept"], outbox.Sent);
        Assert.Equal("two:1", string.Join(' ', harness.Chat.AskedOf("two").Select(ask => $"{ask.Agent}:{ask.Turn}")));
        Assert.Equal((RunStatus.Completed, 1), (run.Members[1].Status, run.Members[1].Usage.ToolCalls));
    }
}
