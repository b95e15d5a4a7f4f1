using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;

namespace DurableTeams.Orchestrations.Tests.Modes;

/// <summary>Retries of runs that handed over too often.</summary>
public sealed class RetryHandoffTests
{
    [Fact]
    public async Task MaxHandoffs_Retried_TheTransferOverTheLimitIsFollowedAndTold()
    {
        await using var harness = await ServeAsync();
        For(harness).With("a", Makes(Transfer("b"))).With("b", Makes(Transfer("c", "too much"))).With("c", Says("ok"));

        var failed = await harness.RunAsync("Go", "s1");
        Assert.Equal("maxHandoffs", failed.Error!.Code);
        Assert.Equal(["a>b"], await HandoffsAsync(harness, failed.RunId));
        Assert.Equal("b", (await harness.SessionAsync("s1")).ActiveAgent);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ok", "a:1 b:1 c:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(["a>b", "b>c"], await HandoffsAsync(harness, run.RunId));
        Assert.Equal("too much", (await harness.EventsAsync(run.RunId, "HandoffOccurred"))[1].Data!.Value.GetProperty("reason").GetString());
        Assert.Equal("c", (await harness.SessionAsync("s1")).ActiveAgent);
    }

    [Fact]
    public async Task MaxHandoffs_RetriedTwice_TellsEachTransferOnceAndInOrder()
    {
        await using var harness = await ServeAsync();
        For(harness).With("a", Makes(Transfer("b")), Says("ok")).With("b", Makes(Transfer("c"))).With("c", Makes(Transfer("a")));

        var failed = await harness.RunAsync("Go");
        var again = await harness.RetryAsync(failed.RunId);
        Assert.Equal("maxHandoffs", again.Error!.Code);
        Assert.Equal(["a>b", "b>c"], await HandoffsAsync(harness, failed.RunId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ok"), (run.Status, run.Output!.Text));
        Assert.Equal(["a>b", "b>c", "c>a"], await HandoffsAsync(harness, run.RunId));
    }

    private static async Task<RunHarness> ServeAsync() => await new RunHarness()
        .ServeAsync(In(TeamMode.Handoff, Member("a"), Member("b"), Member("c")).Limit(limits => limits with { MaxHandoffs = 1 }));

    private static async Task<IEnumerable<string>> HandoffsAsync(RunHarness harness, string runId) =>
        (await harness.EventsAsync(runId, "HandoffOccurred")).Select(item => $"{item.Data!.Value.GetProperty("from")}>{item.Data.Value.GetProperty("to")}");
}
