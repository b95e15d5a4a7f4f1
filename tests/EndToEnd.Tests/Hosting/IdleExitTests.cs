using System.Diagnostics;
using System.Globalization;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

/// <summary>A host that ends when nothing is left to do, and what the next one finds.</summary>
public sealed class IdleExitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task IdleExit_NothingToDo_Exits0()
    {
        await using var stage = await OpenAsync(TimeSpan.FromMilliseconds(300));
        await stage.EndedAsync();
    }

    [Theory]
    [OnSqlite]
    [OnTables]
    public async Task IdleExit_PausedRun_EndsAndTheNextHostCompletesIt(StoreKind store)
    {
        await using var stage = await Stage.OpenAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);
        await stage.KillAsync();
        stage.Traffic.Thaw();
        stage.HostArguments = ["--idle-exit", "2s"];
        await stage.StartHostAsync();
        await stage.EndedAsync();

        await stage.StartHostAsync();
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        await stage.EndedAsync();
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Fact]
    public async Task IdleExit_ToolHangs_KeepsTheHostUntilItAnswers()
    {
        var exit = TimeSpan.FromSeconds(1);
        await using var stage = await OpenAsync(exit, "", gated: false);
        var held = stage.Tools.Gates.Hold("the tool", request => request.Tool == "send_message");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        var clock = Stopwatch.StartNew();
        await Wait.UntilAsync("the host outlived its idle time twice", async () =>
        {
            (await stage.Api.GetAsync($"runs/{runId}")).Expect(200);
            return clock.Elapsed > exit * 2;
        });
        held.Release();
        await stage.EndedAsync();
        stage.HostArguments = [];
        await stage.StartHostAsync();
        Assert.Equal("completed", (await stage.Api.RunAsync(runId)).Text("status"));
    }

    [Fact]
    public async Task IdleExit_ExpiryDueWithinTheTime_IsHandledFirst()
    {
        await using var stage = await OpenAsync(TimeSpan.FromSeconds(2), "approve: { expires: 3500ms, onExpiry: reject }");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.Api.UntilPausedAsync(runId);
        await stage.EndedAsync();

        Assert.Contains(stage.Chat.Requests, request => request is { Agent: "telegram-agent", Turn: 2 });
        stage.HostArguments = [];
        await stage.StartHostAsync();
        Assert.Equal("completed", (await stage.Api.RunAsync(runId)).Text("status"));
    }

    [Fact]
    public async Task IdleExit_WebhookThatRefuses_IsTriedWhileAnAttemptIsDueSoon()
    {
        // Attempts come after 0, 1, 3 and 7 seconds: the last gap is longer than the host waits.
        await using var stage = await OpenAsync(TimeSpan.FromMilliseconds(1500), "approve: { notify: \"TOOLS/hook\" }");
        stage.Tools.Answers = request => request.Tool == "hook" ? new ToolAnswer("no", 503) : Newsroom.Tool(request);
        await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.EndedAsync();

        Assert.Equal(3, stage.Tools.RequestsOf("hook").Count);
    }

    [Fact]
    public async Task IdleExit_ToolHangsBeyondTheCeiling_ItsMemberTimesOutAndTheHostEnds()
    {
        await using var stage = await OpenAsync(TimeSpan.FromMinutes(5), "", gated: false);
        var held = stage.Tools.Gates.Hold("the tool", request => request.Tool == "send_message");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await held.ReachedAsync();

        // What the killed host called is called again by a host with a ceiling, however slow it is: nothing is answered any more.
        await stage.KillAsync();
        stage.HostArguments = ["--idle-exit", "1s", "--idle-ceiling", "2s"];
        await stage.StartHostAsync();
        await Wait.UntilAsync(
            "the member is closed", () => stage.Host.Output.Contains("closed as timed out", StringComparison.Ordinal));
        stage.Traffic.Thaw();
        await stage.EndedAsync();

        stage.HostArguments = [];
        await stage.StartHostAsync();
        var run = await stage.Api.RunAsync(runId);
        Assert.Equal(("failed", "memberTimeout"), (run.Text("status"), run.Text("error", "code")));
        Assert.Equal("failed", run.Member("telegram-agent").Text("status"));
    }

    private Task<Stage> OpenAsync(TimeSpan exit, string extra = "", bool gated = true) => Stage.OpenAsync(output, stage =>
    {
        var tool = new ToolSketch(
            "send_message", "text", Gated: gated, Extra: extra.Replace("TOOLS", stage.Tools.Address, StringComparison.Ordinal));
        var team = Newsroom.Team with { Members = [("telegram-agent", "send_message")], Tools = [tool] };
        stage.Folder.Write("newsroom.yaml", team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        stage.HostArguments = ["--idle-exit", string.Create(CultureInfo.InvariantCulture, $"{exit.TotalMilliseconds:0}ms")];
    });
}
