using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class NestedTests
{
    [Fact]
    public async Task Run_MemberIsATeam_ItsLeaderIsAskedTheTaskAndAnswersTheOuterLeader()
    {
        var inner = Inner("facts", TeamMode.Coordinate, Member("finder")) with { Description = "Checks facts" };
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Coordinate, Nested("facts"), Member("writer")), inner);
        For(harness)
            .With("leader", Makes(Delegate("a", "facts", "Check it")), Says(ask => $"outer: {ask.Last}"))
            .With("facts", Makes(Delegate("b", "finder", "Find it")), Says(ask => $"inner: {ask.Last}"))
            .With("finder", Says("found"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "outer: a=inner: b=found"), (run.Status, run.Output!.Text));
        Assert.Contains("- facts: Checks facts", harness.Chat.AskedOf("leader").First().System, StringComparison.Ordinal);
        var leader = harness.Chat.AskedOf("facts").First();
        Assert.Equal(["user: Check it"], leader.Said);
        Assert.StartsWith("You are the leader of the team \"facts\": Checks facts.", leader.System, StringComparison.Ordinal);
        Assert.Equal(["user: Find it"], Assert.Single(harness.Chat.AskedOf("finder")).Said);
        Assert.Equal([$"{run.RunId}.1", $"{run.RunId}.1.1"], run.Members.Select(member => member.MemberRunId));
        Assert.Equal([run.RunId, $"{run.RunId}.1"], run.Members.Select(member => member.ParentRunId));
        Assert.Equal(["inner: b=found", "found"], run.Members.Select(member => member.Output));
        Assert.Equal(new Usage(50, 25, 5, 0), run.Usage);
        Assert.Equal(
            [
                ("RunStarted", null), ("ModelCallCompleted", null), ("MemberRunStarted", "facts"), ("ModelCallCompleted", "facts"), ("MemberRunStarted", "finder"),
                ("ModelCallCompleted", "finder"), ("MemberRunCompleted", "finder"), ("ModelCallCompleted", "facts"), ("MemberRunCompleted", "facts"),
                ("ModelCallCompleted", null), ("RunCompleted", null),
            ],
            (await harness.EventsAsync(run.RunId)).Select(item => (item.Type, item.MemberId)));
    }

    [Fact]
    public async Task Tasks_MemberIsALeaderlessTeam_SeesTheResultsItDependsOn()
    {
        var inner = Inner("pair", TeamMode.Sequential, Member("first"), Member("second"));
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Tasks, Member("one"), Nested("pair")), inner);
        For(harness)
            .With("leader", Makes(CreateTask("a", "A", "one"), CreateTask("b", "B", "pair", "task-1")), Says("waiting"), SaysAndMakes("ok", Complete()))
            .With("one", Says("1")).With("first", Says("f")).With("second", Says("s"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, run.Output!.Text));
        Assert.Equal("user: B\n\none:\n1", Assert.Single(harness.Chat.AskedOf("first")).Said[^1].ReplaceLineEndings("\n"));
        Assert.Equal("user: task-2 (pair):\ns", harness.Chat.AskedOf("leader").Last().Said[^1]);
        Assert.Equal("B", run.Members[1].Task);
    }

    [Fact]
    public async Task Dialectic_CriticIsALeaderlessTeam_SeesTheProposal()
    {
        var team = Dialectic();
        var critics = Inner("con", TeamMode.Sequential, Member("first"), Member("second"));
        await using var harness = await new RunHarness().ServeAsync(
            team with { Members = [team.Members[0], Nested("con") with { Position = MemberPosition.Critic }, team.Members[2]] }, critics);
        For(harness).With("pro", Says("thesis")).With("first", Says("f")).With("second", Says("anti")).With("syn", Says(ask => ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.StartsWith("user: Go\n\npro:\nthesis\n\nCriticise this proposal", Assert.Single(harness.Chat.AskedOf("first")).Said[0].ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("con:\nanti", run.Output!.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handoff_ToANestedTeam_ItAnswersTheUser()
    {
        var inner = Inner("experts", TeamMode.Coordinate, Member("expert"));
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Handoff, Member("desk"), Nested("experts")), inner);
        For(harness).With("desk", Makes(Transfer("experts", "hard"))).With("experts", Says("solved"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "solved", "experts"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal(["user: desk handed this conversation over to you. Reason: hard", "user: Help"], Assert.Single(harness.Chat.AskedOf("experts")).Said);
    }

    [Fact]
    public async Task Handoff_WithinANestedTeam_LeavesTheSessionsActiveAgentAlone()
    {
        var inner = Inner("desk", TeamMode.Handoff, Member("a"), Member("b"));
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Sequential, Nested("desk")), inner);
        For(harness).With("a", Makes(Transfer("b"))).With("b", Says("ok"));

        var run = await harness.RunAsync("Help", "s1");

        Assert.Equal((RunStatus.Completed, "ok", null), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Null((await harness.SessionAsync("s1")).ActiveAgent);
        Assert.Equal(("a", "desk"), (Assert.Single(await harness.EventsAsync(run.RunId, "HandoffOccurred")).MemberId, run.Members[0].MemberId));
    }

    [Fact]
    public async Task EightLevels_TheInnermostMemberWorksAndItsAnswerComesUp()
    {
        var inner = Enumerable.Range(2, 6).Select(level => Inner($"t{level}", TeamMode.Sequential, Nested($"t{level + 1}")));
        await using var harness = await new RunHarness().ServeAsync(
            [In(TeamMode.Sequential, Nested("t2")), .. inner, Inner("t8", TeamMode.Sequential, Member("worker"))]);
        For(harness).With("worker", Says(ask => $"did {ask.Last}"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "did Go", 8), (run.Status, run.Output!.Text, run.Members.Count));
        Assert.Equal($"{run.RunId}.1.1.1.1.1.1.1.1", run.Members[^1].MemberRunId);
        Assert.All(run.Members, member => Assert.Equal(("Go", "did Go"), (member.Task, member.Output)));
    }
}
