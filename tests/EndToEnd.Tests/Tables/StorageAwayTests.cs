using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills;
using DurableTeams.EndToEnd.Tests.Kills.Pauses;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Tables;

/// <summary>The storage goes away while the host works, and comes back.</summary>
public sealed class StorageAwayTests(ITestOutputHelper output)
{
    [AzuriteFact]
    public async Task EveryRoute_StorageAway_Is503UntilItIsBackAndNothingIsLost()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go", "s-1");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        await stage.Tables.StopAsync();
        (await stage.Api.GetAsync("teams")).Expect(200);
        var approve = new { requirementId = id, decision = "approve", by = "ann" };
        var refused = await Task.WhenAll(
        [
            .. Reads(runId, id).Select(path => ReadAsync(stage, path)),
            StartAsync(stage),
            stage.Api.PostAsync($"approvals/{id}/resolve", approve),
            stage.Api.PostAsync($"runs/{runId}/continue", new { decisions = new[] { approve } }),
            stage.Api.PostAsync($"runs/{runId}/cancel", new { reason = "no" }),
            stage.Api.PostAsync($"runs/{runId}/retry", null),
            stage.Api.PostAsync($"runs/{runId}/fork", new { }),
            stage.Api.SendAsync(HttpMethod.Delete, "sessions/s-1"),
        ]);
        Assert.All(refused, answer =>
        {
            answer.ExpectProblem(503);
            Assert.Equal("storageUnavailable", answer.Json.Text("code"));
            Assert.True(answer.RetryAfter > TimeSpan.Zero, $"no Retry-After: {answer}");
        });
        await stage.Tables.StartAgainAsync();

        foreach (var path in Reads(runId, id)) (await ReadAsync(stage, path)).Expect(200);
        Assert.Equal("paused", (await stage.Api.RunAsync(runId)).Text("status"));
        (await stage.Api.ResolveAsync(id, "approve")).Expect(200);
        Assert.Equal(Newsroom.Answer, (await stage.Api.UntilAsync(runId, "completed")).Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));

        // Asked again under its key, the start that was refused is one run.
        var other = (await StartAsync(stage)).Json.Text("runId")!;
        await stage.Api.UntilPausedAsync(other);
        Assert.Equal(other, (await StartAsync(stage)).Json.Text("runId"));
        Assert.Equal(2, (await stage.Api.GetAsync("runs")).Expect(200).Json.Items("items").Count);
    }

    [AzuriteFact]
    public async Task Run_ItsModelAnsweredWhileTheStorageWasAway_CompletesOnce()
    {
        await using var stage = await OpenAsync();
        var reached = KillPoints.Arm(stage, KillPoint.MemberLastCallInFlight);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await reached();

        await stage.Tables.StopAsync();
        stage.Chat.Gates.ReleaseAll();
        (await stage.Api.GetAsync("runs")).ExpectProblem(503);
        await stage.Tables.StartAgainAsync();
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Single(stage.Tools.RequestsOf("search"));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
        var events = await stage.Api.EventsAsync(runId);
        EventAudit.Gapless(events);
        Assert.Equal(7, events.Count(one => one.Text("type") == "ModelCallCompleted"));
        Assert.Single(events, one => one.Text("type") == "RunCompleted");
    }

    [AzuriteFact]
    public async Task Tool_AnsweredWhileTheStorageWasAway_IsNeitherCalledAgainNorAskedAbout()
    {
        await using var drill = await PauseDrill.StartAsync(output, "quorum: 1", repeatable: false, StoreKind.Tables);
        var (stage, reached) = (drill.Stage, drill.HoldTool());
        await drill.ApproveAsync(await drill.PausedAsync(), "ann");
        await reached();

        await stage.Tables.StopAsync();
        stage.Tools.Gates.ReleaseAll();
        (await drill.Api.GetAsync("runs")).ExpectProblem(503);
        await stage.Tables.StartAgainAsync();
        var run = await drill.FinishAsync();

        Assert.Equal(PauseDrill.Answer, run.Text("output", "text"));
        Assert.Equal("confirmation", Assert.Single(run.Items("requirements")).Text("kind"));
        Assert.Equal(1, drill.ToolCalls);
    }

    private static IReadOnlyList<string> Reads(string runId, string requirementId) =>
    [
        "runs", $"runs/{runId}", $"runs/{runId}/messages", $"runs/{runId}/trace", $"runs/{runId}/events?after=0&limit=10",
        "approvals?status=pending", $"approvals/{requirementId}", $"approvals/{requirementId}/audit", "sessions", "sessions/s-1",
        "health",
    ];

    private static Task<ApiResponse> ReadAsync(Stage stage, string path) =>
        stage.Api.SendAsync(HttpMethod.Get, path, null, ("Accept", "application/json"));

    private static Task<ApiResponse> StartAsync(Stage stage) =>
        stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go on" }, ("Idempotency-Key", "one"));

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, StoreKind.Tables, Newsroom.Team);
        Newsroom.Script(stage);
        return stage;
    }
}
