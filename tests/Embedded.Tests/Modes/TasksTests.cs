using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class TasksTests
{
    [Fact]
    public async Task Run_TasksThatDependOnEachOther_RunInWavesAndTheirResultsAreTheLeadersNextInput()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("ann"), TestMember.Of("ben")));
        Script.For(harness.Chat)
            .With(
                "leader",
                Reply.Calls(ToolCall.CreateTask("a", "Find", "ann"), ToolCall.CreateTask(
                    "b", "Count", "ben"), ToolCall.CreateTask("c", "Write", "ann", "task-1", "task-2")),
                Reply.Text("waiting"),
                Reply.TextAndCalls("All done.", ToolCall.Complete()))
            .With("ann", Reply.Text(ask => ask.Said[0] == "user: Find" ? "found" : "written"), Reply.Text("written"))
            .With("ben", Reply.Text("counted"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "All done."), (run.Status, run.Output!.Text));
        Assert.Equal("ann:2 ben:1 leader:3", harness.Chat.Counts);
        var leader = harness.Chat.AskedOf("leader").ToList();
        Assert.Equal(["create_task", "complete"], leader[0].Tools);
        Assert.Equal("user: task-1 (ann):\nfound\n\ntask-2 (ben):\ncounted", leader[1].Said[^1]);
        Assert.Equal(
        [
            """tool: a={"id":"task-1","title":"Find","member_id":"ann","depends_on":[]}"""
        ], leader[1].Said.Where(said => said.StartsWith("tool: a=", StringComparison.Ordinal)));
        Assert.Contains("""{"id":"task-3","title":"Write","member_id":"ann","depends_on":["task-1","task-2"]}""", string.Join(
            '\n', leader[1].Said), StringComparison.Ordinal);
        Assert.Equal("user: task-3 (ann):\nwritten", leader[2].Said[^1]);
        Assert.Equal(["user: Write\n\nann:\nfound\n\nben:\ncounted"], harness.Chat.AskedOf("ann").Last().Said);
        Assert.Equal(
            [
                "task-1 created", "task-2 created", "task-3 created", "task-1 running", "task-2 running", "task-1 completed",
                "task-2 completed", "task-3 running", "task-3 completed"
            ],
            (await harness.EventsAsync(run.RunId, "TaskUpdated")).Select(Update));
    }

    [Fact]
    public async Task CreateTask_MoreThanARunTakes_IsAnErrorThatNamesTheLimit()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        // Refused ones count too, and cost no member run here.
        var refused = Reply.Calls([.. Enumerable.Range(0, 125).Select(i => ToolCall.CreateTask($"r{i}", "Find", "nobody"))]);
        Script.For(harness.Chat).With("leader", refused, refused, refused, refused, Reply.Calls(
            ToolCall.CreateTask("late", "Find", "ann")), Reply.Text("Without it."));

        var run = await harness.RunAsync("Go");

        Assert.Equal("Without it.", run.Output!.Text);
        Assert.Equal(
            "tool: late=Error: A team's run takes at most 500 calls of create_task; go on with the tasks there are.",
            harness.Chat.AskedOf("leader").Last().Said[^1]);
        Assert.Equal("leader:6", harness.Chat.Counts);
    }

    [Fact]
    public async Task Complete_WithoutWords_TheNextTurnIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.CreateTask("a", "Find", "ann")), Reply.Calls(
            ToolCall.Complete()), Reply.Text("The answer.")).With("ann", Reply.Text("found"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("The answer.", run.Output!.Text);
        Assert.Equal("done=All tasks are closed. Write the answer for the user.", harness.Chat.AskedOf("leader").Last().Last);
    }

    [Fact]
    public async Task Complete_WhileTasksAreOpen_IsRefusedAndTheyRun()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("ann"), TestMember.Of("ben")));
        Script.For(harness.Chat)
            .With(
                "leader",
                Reply.TextAndCalls("Done!", ToolCall.CreateTask("a", "Find", "ann"), ToolCall.CreateTask(
                    "b", "Check", "ben", "task-1"), ToolCall.Complete()),
                Reply.TextAndCalls("Done now!", ToolCall.Complete()),
                Reply.Text("Done at last."))
            .With("ann", Reply.Text("found")).With("ben", Reply.Text("checked"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("Done at last.", run.Output!.Text);
        var leader = harness.Chat.AskedOf("leader").ToList();
        Assert.Contains(
            leader[1].Said, said => said.StartsWith("tool: done=Error: Tasks are still open", StringComparison.Ordinal));
        Assert.StartsWith("tool: done=Error: Tasks are still open", leader[2].Said[^2], StringComparison.Ordinal);
        Assert.Equal("user: task-2 (ben):\nchecked", leader[2].Said[^1]);
    }

    [Fact]
    public async Task Run_TextWithoutTasks_IsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        Script.For(harness.Chat).With("leader", Reply.Text("Nothing to do."));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "Nothing to do."), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Run_TasksOfLaterTurns_AreNumberedOnAndMayDependOnEarlierOnes()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.CreateTask("a", "One", "ann"), ToolCall.CreateTask(
                "x", "Bad", "nobody")), Reply.Calls(ToolCall.CreateTask("b", "Three", "ann", "task-1")), Reply.Text("ok"))
            .With("ann", Reply.Text("1"), Reply.Text("3"));

        var run = await harness.RunAsync("Go");

        Assert.Equal("ok", run.Output!.Text);
        Assert.Equal(["user: Three\n\nann:\n1"], harness.Chat.AskedOf("ann").Last().Said);
        Assert.Equal("user: task-3 (ann):\n3", harness.Chat.AskedOf("leader").Last().Said[^1]);
    }

    [Theory]
    [InlineData("task-1 is its own", "task-1 -> task-1 is a cycle: a task cannot wait for itself.", "task-1")]
    [InlineData("unknown", "There is no task 'task-7' to depend on.", "task-7")]
    public async Task CreateTask_DependencyThatCannotBe_TheLeaderIsToldAndNothingRuns(string title, string told, string on)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        Script.For(harness.Chat).With("leader", Reply.Calls(ToolCall.CreateTask("a", title, "ann", on)), Reply.Text("ok"));

        var run = await harness.RunAsync("Go");

        Assert.Equal($"a=Error: {told}", harness.Chat.AskedOf("leader").Last().Last);
        Assert.Empty(run.Members);
        Assert.Empty(await harness.EventsAsync(run.RunId, "TaskUpdated"));
    }

    [Fact]
    public async Task CreateTask_CycleWithinOneTurn_IsToldAndOnlyTheTaskOutsideItRuns()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.In(TeamMode.Tasks, TestMember.Of("ann")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.CreateTask("a", "A", "ann", "task-2"), ToolCall.CreateTask(
                "b", "B", "ann", "task-1"), ToolCall.CreateTask("c", "C", "ann")), Reply.Text("ok"))
            .With("ann", Reply.Text("C done"));

        var run = await harness.RunAsync("Go");

        var said = harness.Chat.AskedOf("leader").Last().Said;
        Assert.Contains("tool: a=Error: task-1 -> task-2 -> task-1 is a cycle: a task cannot wait for itself.", said);
        Assert.Contains("tool: b=Error: task-2 -> task-1 -> task-2 is a cycle: a task cannot wait for itself.", said);
        Assert.Equal("user: task-3 (ann):\nC done", said[^1]);
        Assert.Equal("C", Assert.Single(run.Members).Task);
    }

    [Fact]
    public async Task MemberFails_TellLeader_WhatDependsOnItIsSkippedAndSoIsWhatIsCreatedLater()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("ann"), TestMember.Of("ben")).TellingLeader());
        Script.For(harness.Chat)
            .With(
                "leader",
                Reply.Calls(
                    ToolCall.CreateTask("a", "A", "ann"),
                    ToolCall.CreateTask("b", "B", "ben", "task-1"),
                    ToolCall.CreateTask("c", "C", "ben", "task-2"),
                    ToolCall.CreateTask("d", "D", "ben")),
                Reply.Calls(ToolCall.CreateTask("e", "E", "ben", "task-1")),
                Reply.Text("ok"))
            .With("ann", Reply.Failure).With("ben", Reply.Text("D done"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "ok", "ann:1 ben:1 leader:3"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        var told = harness.Chat.AskedOf("leader").ElementAt(1).Said[^1];
        Assert.StartsWith(
            "user: task-1 (ann):\nMember 'ann' of team 'team' could not get an answer", told, StringComparison.Ordinal);
        Assert.EndsWith(
            "task-4 (ben):\nD done\n\ntask-2 (ben):\nnot done, because task-1 failed\n\ntask-3 (ben):\nnot done, because "
                + "task-2 failed",
                told,
                StringComparison.Ordinal);
        Assert.Equal("user: task-5 (ben):\nnot done, because task-1 failed", harness.Chat.AskedOf("leader").Last().Said[^1]);
        var updates = (await harness.EventsAsync(run.RunId, "TaskUpdated")).Select(Update).ToList();
        Assert.Equal(["task-1 failed", "task-4 completed", "task-2 skipped", "task-3 skipped"], updates[6..10]);
        Assert.Equal("task-5 skipped", updates[^1]);
    }

    [Fact]
    public async Task MemberFails_TheWavesEndsAreToldBeforeTheRunFails()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("ann"), TestMember.Of("ben")));
        Script.For(harness.Chat)
            .With(
                "leader", Reply.Calls(ToolCall.CreateTask("a", "A", "ann"), ToolCall.CreateTask(
                    "b", "B", "ben"), ToolCall.CreateTask("c", "C", "ben", "task-1")), Reply.Text("waiting"),
                Reply.TextAndCalls("ok", ToolCall.Complete()))
            .With("ann", Reply.Failure, Reply.Text("A done")).With("ben", Reply.Text("B done"), Reply.Text("C done"));

        var failed = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "ann"), (failed.Status, failed.Error!.MemberId));
        Assert.Equal(
            ["task-1 failed", "task-2 completed", "RunFailed"],
            (await harness.EventsAsync(failed.RunId)).TakeLast(3)
                .Select(item => item.Type == "TaskUpdated" ? Update(item) : item.Type));
        var run = await harness.RetryAsync(failed.RunId);
        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, run.Output!.Text));
        Assert.Equal(
            ["task-1 completed", "task-3 running", "task-3 completed"],
            (await harness.EventsAsync(run.RunId)).SkipWhile(item => item.Type != "RunFailed")
                .Where(item => item.Type == "TaskUpdated").Select(Update));
    }

    private static string Update(RunEvent item) =>
        $"{item.Data!.Value.GetProperty("taskId")} {item.Data.Value.GetProperty("status")}";
}
