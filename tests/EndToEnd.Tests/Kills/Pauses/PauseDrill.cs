using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Pauses;

/// <summary>A run of the telegram-agent alone, whose tool is gated as a test says, and whose host is killed on the way.</summary>
internal sealed class PauseDrill : IAsyncDisposable
{
    public const string Answer = "Done: Sent receipt-7 for it";

    private PauseDrill(Stage stage) => Stage = stage;

    public Stage Stage { get; }

    public string RunId { get; private set; } = "";

    public ApiClient Api => Stage.Api;

    /// <summary>How often the tool was called; every call carries one and the same key.</summary>
    public int ToolCalls
    {
        get
        {
            var calls = Stage.Tools.RequestsOf("send_message");
            Assert.InRange(calls.Select(call => call.Key).Distinct().Count(), 0, 1);
            return calls.Count;
        }
    }

    public static async Task<PauseDrill> StartAsync(
        ITestOutputHelper output, string approve, bool repeatable = false, StoreKind store = StoreKind.Sqlite)
    {
        var tool = new ToolSketch(
            "send_message",
            "text",
            Gated: true,
            Extra: $"approve: {{ {approve} }}\n    repeatable: {(repeatable ? "true" : "false")}");
        var stage = await Stage.ShareAsync(
            output, store, [Newsroom.Team with { Members = [("telegram-agent", "send_message")], Tools = [tool] }],
            among: nameof(PauseDrill));
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        stage.Tools.Answers = Newsroom.Tool;
        return new PauseDrill(stage) { RunId = await stage.Api.StartRunAsync("newsroom", "Send it") };
    }

    public Task<JsonElement> PausedAsync() => Api.UntilPausedAsync(RunId);

    /// <summary>One of several says yes.</summary>
    public async Task ApproveAsync(JsonElement requirement, string by) =>
        (await Api.PostAsync($"approvals/{requirement.Text("requirementId")}/resolve", new { decision = "approve", by })).Expect(
            200);

    public async Task CrashAsync()
    {
        await Stage.KillAsync();
        await Stage.StartHostAsync();
        Stage.Traffic.Thaw();
    }

    public Func<Task> HoldTool() => Stage.Tools.Gates.Hold("the tool", call => call.Tool == "send_message").ReachedAsync;

    public Func<Task> WatchTool() => Stage.Tools.Gates.Watch("the tool", call => call.Tool == "send_message").AnsweredAsync;

    public Func<Task> HoldTurn(string agent, int turn) =>
        Stage.Chat.Gates.Hold($"turn {turn} of {agent}", request => request.Agent == agent && request.Turn == turn).ReachedAsync;

    /// <summary>The run's end, with nobody's help; its events are gapless and tell each outcome once.</summary>
    public async Task<JsonElement> FinishAsync()
    {
        var run = await Api.UntilAsync(RunId, "completed");
        var events = await Api.EventsAsync(RunId);
        EventAudit.Gapless(events);
        Assert.Equal(run.Items("requirements").Count, events.Count(one => one.Text("type") == "RequirementResolved"));
        Assert.Single(events, one => one.Text("type") == "RunCompleted");
        return run;
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
