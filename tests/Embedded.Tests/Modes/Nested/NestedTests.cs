using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes.Nested;

public sealed class NestedTests
{
    [Fact]
    public async Task Run_MemberIsATeam_ItsLeaderIsAskedTheTaskAndAnswersTheOuterLeader()
    {
        var inner = TestTeam.Inner("facts", TeamMode.Coordinate, TestMember.Of("finder")) with { Description = "Checks facts" };
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Nested("facts"), TestMember.Of("writer")), inner);
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.Delegate("a", "facts", "Check it")), Reply.Text(ask => $"outer: {ask.Last}"))
            .With("facts", Reply.Calls(ToolCall.Delegate("b", "finder", "Find it")), Reply.Text(ask => $"inner: {ask.Last}"))
            .With("finder", Reply.Text("found"));

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
                ("RunStarted", null), ("ModelCallCompleted", null), ("MemberRunStarted", "facts"),
                ("ModelCallCompleted", "facts"), ("MemberRunStarted", "finder"),
                ("ModelCallCompleted", "finder"), ("MemberRunCompleted", "finder"), ("ModelCallCompleted", "facts"),
                ("MemberRunCompleted", "facts"),
                ("ModelCallCompleted", null), ("RunCompleted", null),
            ],
            (await harness.EventsAsync(run.RunId)).Select(item => (item.Type, item.MemberId)));
    }

    [Fact]
    public async Task Tasks_MemberIsALeaderlessTeam_SeesTheResultsItDependsOn()
    {
        var inner = TestTeam.Inner("pair", TeamMode.Sequential, TestMember.Of("first"), TestMember.Of("second"));
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("one"), TestMember.Nested("pair")), inner);
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.CreateTask("a", "A", "one"), ToolCall.CreateTask(
                "b", "B", "pair", "task-1")), Reply.Text("waiting"), Reply.TextAndCalls("ok", ToolCall.Complete()))
            .With("one", Reply.Text("1")).With("first", Reply.Text("f")).With("second", Reply.Text("s"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, run.Output!.Text));
        Assert.Equal("user: B\n\none:\n1", Assert.Single(harness.Chat.AskedOf("first")).Said[^1].ReplaceLineEndings("\n"));
        Assert.Equal("user: task-2 (pair):\ns", harness.Chat.AskedOf("leader").Last().Said[^1]);
        Assert.Equal("B", run.Members[1].Task);
    }

    [Fact]
    public async Task Dialectic_CriticIsALeaderlessTeam_SeesTheProposal()
    {
        var team = TestTeam.Dialectic();
        var critics = TestTeam.Inner("con", TeamMode.Sequential, TestMember.Of("first"), TestMember.Of("second"));
        await using var harness = await new RunHarness().ServeAsync(team with
        {
            Members = [team.Members[0], TestMember.Nested("con") with { Position = MemberPosition.Critic }, team.Members[2]]
        }, critics);
        Script.For(harness.Chat).With("pro", Reply.Text("thesis")).With("first", Reply.Text("f"))
            .With("second", Reply.Text("anti")).With("syn", Reply.Text(ask => ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.StartsWith("user: Go\n\npro:\nthesis\n\nCriticise this proposal", Assert.Single(harness.Chat.AskedOf(
            "first")).Said[0].ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("con:\nanti", run.Output!.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handoff_ToANestedTeam_ItAnswersTheUser()
    {
        var inner = TestTeam.Inner("experts", TeamMode.Coordinate, TestMember.Of("expert"));
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Handoff, TestMember.Of("desk"), TestMember.Nested("experts")), inner);
        Script.For(harness.Chat).With("desk", Reply.Calls(ToolCall.Transfer("experts", "hard")))
            .With("experts", Reply.Text("solved"));

        var run = await harness.RunAsync("Help");

        Assert.Equal((RunStatus.Completed, "solved", "experts"), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Equal(
        [
            "user: desk handed this conversation over to you. Reason: hard", "user: Help"
        ], Assert.Single(harness.Chat.AskedOf("experts")).Said);
    }

    [Fact]
    public async Task Handoff_WithinANestedTeam_LeavesTheSessionsActiveAgentAlone()
    {
        var inner = TestTeam.Inner("desk", TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b"));
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("desk")), inner);
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b"))).With("b", Reply.Text("ok"));

        var run = await harness.RunAsync("Help", "s1");

        Assert.Equal((RunStatus.Completed, "ok", null), (run.Status, run.Output!.Text, run.ActiveAgent));
        Assert.Null((await harness.SessionAsync("s1")).ActiveAgent);
        Assert.Equal(("a", "desk"), (Assert.Single(await harness.EventsAsync(
            run.RunId, "HandoffOccurred")).MemberId, run.Members[0].MemberId));
    }

    [Fact]
    public async Task EightLevels_TheInnermostMemberWorksAndItsAnswerComesUp()
    {
        var inner = Enumerable.Range(2, 6)
            .Select(level => TestTeam.Inner($"t{level}", TeamMode.Sequential, TestMember.Nested($"t{level + 1}")));
        await using var harness = await new RunHarness().ServeAsync(
        [
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("t2")),
            .. inner,
            TestTeam.Inner("t8", TeamMode.Sequential, TestMember.Of("worker"))
        ]);
        Script.For(harness.Chat).With("worker", Reply.Text(ask => $"did {ask.Last}"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "did Go", 8), (run.Status, run.Output!.Text, run.Members.Count));
        Assert.Equal($"{run.RunId}.1.1.1.1.1.1.1.1", run.Members[^1].MemberRunId);
        Assert.All(run.Members, member => Assert.Equal(("Go", "did Go"), (member.Task, member.Output)));
    }
}
