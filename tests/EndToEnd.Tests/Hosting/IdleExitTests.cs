using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Hosting;

/// <summary>A host that ends when nothing is left to do, and what the next one finds.</summary>
public sealed class IdleExitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task IdleExit_NothingToDo_Exits0()
    {
        await using var stage = await Stage.OpenAsync(
            output, stage =>
            {
                stage.Folder.Write("newsroom.yaml", Newsroom.Team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
                stage.HostArguments = ["--idle-exit", "300ms"];
            });
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
        await RestartAsync(stage, "--idle-exit", "300ms");
        await stage.EndedAsync();

        await RestartAsync(stage);
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Fact]
    public async Task IdleExit_ToolHangs_KeepsTheHostUntilItAnswers()
    {
        await using var stage = await OpenAsync(gated: false);
        var runId = await BeginAsync(stage);
        var held = stage.Tools.Gates.Hold("the tool", request => request.Tool == "send_message");
        await RestartAsync(stage, "--idle-exit", "1ms");
        await held.ReachedAsync();

        // All of them together take far longer than the host would stay idle.
        for (var i = 0; i < 100; i++) (await stage.Api.GetAsync($"runs/{runId}")).Expect(200);
        held.Release();
        await stage.EndedAsync();
        await RestartAsync(stage);
        Assert.Equal("completed", (await stage.Api.RunAsync(runId)).Text("status"));
    }

    [Fact]
    public async Task IdleExit_ExpiryDueWithinTheTime_IsHandledFirst()
    {
        await using var stage = await OpenAsync("approve: { expires: 3500ms, onExpiry: reject }");
        var runId = await BeginAsync(stage);
        await RestartAsync(stage, "--idle-exit", "2s");
        await stage.EndedAsync();

        Assert.Contains(stage.Chat.Requests, request => request is { Agent: "telegram-agent", Turn: 2 });
        await RestartAsync(stage);
        Assert.Equal("completed", (await stage.Api.RunAsync(runId)).Text("status"));
    }

    [Fact]
    public async Task IdleExit_WebhookThatRefuses_IsTriedWhileAnAttemptIsDueSoon()
    {
        // Attempts come after 0, 1, 3 and 7 seconds: the last gap is longer than the host waits.
        await using var stage = await OpenAsync("approve: { notify: \"TOOLS/hook\" }");
        stage.Tools.Answers = request => request.Tool == "hook" ? new ToolAnswer("no", 503) : Newsroom.Tool(request);
        await BeginAsync(stage);
        await RestartAsync(stage, "--idle-exit", "1500ms");
        await stage.EndedAsync();

        Assert.Equal(3, stage.Tools.RequestsOf("hook").Count);
    }

    [Fact]
    public async Task IdleExit_ToolHangsBeyondTheCeiling_ItsMemberTimesOutAndTheHostEnds()
    {
        await using var stage = await OpenAsync(gated: false);
        var runId = await BeginAsync(stage);
        var held = stage.Tools.Gates.Hold("the tool", request => request.Tool == "send_message");
        await RestartAsync(stage, "--idle-exit", "1s", "--idle-ceiling", "2s");
        await stage.EndedAsync();
        held.Release();

        // A host that ends at its ceiling leaves to the next one what is still to be done about that.
        await RestartAsync(stage);
        var run = await stage.Api.UntilAsync(runId, "failed");
        Assert.Equal("memberTimeout", run.Text("error", "code"));
        Assert.Equal("failed", run.Member("telegram-agent").Text("status"));
    }

    /// <summary>
    /// A run that a host without an idle time begins and does not go on with: the next host finds it, however late it comes to
    /// it.
    /// </summary>
    private static async Task<string> BeginAsync(Stage stage)
    {
        var turn = stage.Chat.Gates.Hold("the member's first turn", request => request is { Agent: "telegram-agent", Turn: 1 });
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await turn.ReachedAsync();
        await stage.KillAsync();
        stage.Traffic.Thaw();
        return runId;
    }

    private static Task RestartAsync(Stage stage, params string[] arguments)
    {
        stage.HostArguments = arguments;
        return stage.StartHostAsync();
    }

    private Task<Stage> OpenAsync(string extra = "", bool gated = true) => Stage.OpenAsync(output, stage =>
    {
        var tool = new ToolSketch(
            "send_message", "text", Gated: gated, Extra: extra.Replace("TOOLS", stage.Tools.Address, StringComparison.Ordinal));
        var team = Newsroom.Team with { Members = [("telegram-agent", "send_message")], Tools = [tool] };
        stage.Folder.Write("newsroom.yaml", team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
    });
}
