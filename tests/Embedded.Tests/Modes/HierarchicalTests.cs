using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class HierarchicalTests
{
    [Fact]
    public async Task Run_WithoutPhases_WorkersSeeOnlyTheirPartsAndTheOrchestratorIntegrates()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Hierarchical());
        Script.For(harness.Chat).With("boss", Reply.Text(TriadReply.Split()), Reply.Text("whole")).With("left", Reply.Text("L"))
            .With("right", Reply.Text("R"));

        var run = await harness.RunAsync("Go");

        Assert.Equal(
            (RunStatus.Completed, "whole", "boss:2 left:1 right:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        var (split, integrate) = (harness.Chat.Asked[0], harness.Chat.Asked[^1]);
        Assert.Equal("subtasks", split.Format);
        Assert.Contains("left", split.Schema, StringComparison.Ordinal);
        Assert.Contains("Your position: orchestrator; your workers are left and right.", split.System, StringComparison.Ordinal);
        Assert.StartsWith(
            "user: Go\n\nSplit this into one subtask for each of your workers.", Lines(split), StringComparison.Ordinal);
        Assert.Equal(["user: left part"], Assert.Single(harness.Chat.AskedOf("left")).Said);
        Assert.Equal(["user: right part"], Assert.Single(harness.Chat.AskedOf("right")).Said);
        Assert.Null(integrate.Format);
        Assert.Equal(
            "user: Go\n\nleft:\nL\n\nright:\nR\n\nYour workers have done their subtasks. Put their results together into one "
                + "answer.",
                Lines(integrate));
        Assert.Empty(await harness.EventsAsync(run.RunId, "PhaseCompleted"));
    }

    [Theory]
    [InlineData("""{"subtasks":[{"memberId":"left","task":"x"}]}""", "there is not for: right")]
    [InlineData(
        """{"subtasks":[{"memberId":"left","task":"x"},{"memberId":"left","task":"y"},{"memberId":"right","task":"z"}]}""",
        "there is not for: left")]
    [InlineData("""{"subtasks":[{"memberId":"boss","task":"x"}]}""", "$.subtasks[0].memberId")]
    [InlineData("I split it.", "it is not JSON")]
    public async Task Split_IsWrong_IsToldWhyAndAskedAgain(string wrong, string told)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Hierarchical());
        Script.For(harness.Chat).With("boss", Reply.Text(wrong), Reply.Text(TriadReply.Split()), Reply.Text("whole"))
            .With("left", Reply.Text("L")).With("right", Reply.Text("R"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "whole"), (run.Status, run.Output!.Text));
        var again = harness.Chat.AskedOf("boss").ElementAt(1);
        Assert.Equal($"assistant: {wrong}", again.Said[^2]);
        Assert.StartsWith("user: Your answer cannot be used: ", again.Said[^1], StringComparison.Ordinal);
        Assert.Contains(told, again.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Split_StaysWrong_FailsAfterTwoRepairs()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Hierarchical());
        Script.For(harness.Chat).With("boss", Reply.Text("no"), Reply.Text("no!"), Reply.Text("NO"));

        var run = await harness.RunAsync("Go");

        Assert.Equal(
            (RunStatus.Failed, "invalidOutput", "boss", "boss:3"),
            (run.Status, run.Error!.Code, run.Error.MemberId, harness.Chat.Counts));
    }

    [Fact]
    public async Task OneWorkerFails_TheOthersWorkStaysAndTheRetryAsksOnlyTheFailedOne()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Hierarchical());
        Script.For(harness.Chat).With("boss", Reply.Text(TriadReply.Split()), Reply.Text("whole"))
            .With("left", Reply.Failure, Reply.Text("L")).With("right", Reply.Text("R"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "modelFailed", "left"), (failed.Status, failed.Error!.Code, failed.Error.MemberId));
        Assert.Equal((RunStatus.Completed, "R"), (failed.Members[2].Status, failed.Members[2].Output));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "whole", "boss:2 left:2 right:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Null(run.Error);
        Assert.Equal(["left part", "left part"], harness.Chat.AskedOf("left").Select(ask => ask.Last));
        Assert.Equal([1, 1, 1, 2], run.Members.Select(member => member.Spawn));
    }

    private static string Lines(ChatAsk ask) => string.Join('\n', ask.Said).ReplaceLineEndings("\n");
}
