using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Retries;

/// <summary>Retries of runs that handed over too often.</summary>
public sealed class RetryHandoffTests
{
    [Fact]
    public async Task MaxHandoffs_Retried_TheTransferOverTheLimitIsFollowedAndTold()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")))
            .With("b", Reply.Calls(ToolCall.Transfer("c", "too much"))).With("c", Reply.Text("ok"));

        var failed = await harness.RunAsync("Go", "s1");
        Assert.Equal("maxHandoffs", failed.Error!.Code);
        Assert.Equal(["a>b"], await HandoffsAsync(harness, failed.RunId));
        Assert.Equal("b", (await harness.SessionAsync("s1")).ActiveAgent);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "a:1 b:1 c:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["a>b", "b>c"], await HandoffsAsync(harness, run.RunId));
        Assert.Equal("too much", (await harness.EventsAsync(run.RunId, "HandoffOccurred"))[1].Data!.Value.GetProperty("reason")
            .GetString());
        Assert.Equal("c", (await harness.SessionAsync("s1")).ActiveAgent);
    }

    [Fact]
    public async Task MaxHandoffs_RetriedTwice_TellsEachTransferOnceAndInOrder()
    {
        await using var harness = await ServeAsync();
        Script.For(harness.Chat).With("a", Reply.Calls(ToolCall.Transfer("b")), Reply.Text("ok"))
            .With("b", Reply.Calls(ToolCall.Transfer("c"))).With("c", Reply.Calls(ToolCall.Transfer("a")));

        var failed = await harness.RunAsync("Go");
        var again = await harness.RetryAsync(failed.RunId);
        Assert.Equal("maxHandoffs", again.Error!.Code);
        Assert.Equal(["a>b", "b>c"], await HandoffsAsync(harness, failed.RunId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, run.Output!.Text));
        Assert.Equal(["a>b", "b>c", "c>a"], await HandoffsAsync(harness, run.RunId));
    }

    private static async Task<RunHarness> ServeAsync() => await new RunHarness()
        .ServeAsync(TestTeam.In(TeamMode.Handoff, TestMember.Of("a"), TestMember.Of("b"), TestMember.Of("c"))
            .Limit(limits => limits with { MaxHandoffs = 1 }));

    private static async Task<IEnumerable<string>> HandoffsAsync(RunHarness harness, string runId) =>
        (await harness.EventsAsync(runId, "HandoffOccurred")).Select(item =>
            $"{item.Data!.Value.GetProperty("from")}>{item.Data.Value.GetProperty("to")}");
}
