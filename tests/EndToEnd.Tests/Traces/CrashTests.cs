using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>The death of the process takes no span out of its run, and repeats none.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_KilledWhileAMembersToolHangs_EachSpanOnceInItsPlace()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var hanging = here.Stage.Tools.Gates.Hold("the search", request => request.Tool == "search");
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await hanging.ReachedAsync();
        await Wait.UntilAsync("the spans before are exported", () => here.Collector.OfRun(run).Count == 2);
        // A later run has arrived: that these have is kept by now.
        await here.SettleAsync();

        await here.CrashAsync();
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");

        await here.Collector.WholeAsync(run);
        // A later run has arrived: that this one had is kept by now.
        await here.SettleAsync();
        await here.CrashAsync();
        await here.SettleAsync();
        await here.AssertWholeAsync(run);
        Assert.Equal(2, here.Stage.Tools.RequestsOf("search").Count);
        Assert.Single(here.Collector.OfRun(run), span => span.Name == "execute_tool search");
    }

    [Fact]
    public async Task Export_KilledBeforeAnythingCouldBeSent_TheNextProcessSendsAllOfIt()
    {
        await using var here = await Observatory.OpenBeforeCollectorAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");
        await here.Stage.KillAsync();
        here.Stage.Traffic.Thaw();

        await here.Collector.StartAsync();
        await here.Stage.StartHostAsync();

        await here.Collector.WholeAsync(run);
        await here.SettleAsync();
        await here.AssertWholeAsync(run);
    }

    [Fact]
    public async Task Export_DecisionAndCallDoneAgainAfterACrash_OneSpanEach()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(here.Stage);
        var sending = here.Stage.Tools.Gates.Hold("the message", request => request.Tool == "send_message");
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        var requirement = await here.Api.UntilPausedAsync(run);
        await here.Api.ApproveAsync(requirement);
        await sending.ReachedAsync();

        await here.CrashAsync();
        (await here.Api.ApproveAsync(requirement)).Expect(200);
        await here.Api.UntilAsync(run, "completed");
        (await here.Api.ApproveAsync(requirement)).Expect(200);

        await here.Collector.WholeAsync(run);
        await here.SettleAsync();
        await here.AssertWholeAsync(run);
        Assert.Equal(2, here.Stage.Tools.RequestsOf("send_message").Count);
        Assert.Single(here.Collector.OfRun(run), span => span.Name == "execute_tool send_message");
        Assert.Single(here.Collector.OfRun(run), span => span.Name == "await_decision send_message");
    }
}
