using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using DurableTeams.EndToEnd.Tests.Kills;
using DurableTeams.EndToEnd.Tests.Kills.Pauses;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>The worker dies below its host, which starts another.</summary>
public sealed class WorkerKillTests(ITestOutputHelper output)
{
    [FunctionsFact]
    public async Task Run_WorkerKilledWithTheToolInFlight_CompletesWithNobodysHelpAndOneKey()
    {
        // Shipped limits: a crash costs nothing of them.
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team with { Settings = [] });
        Newsroom.Script(stage);
        var reached = KillPoints.Arm(stage, KillPoint.ToolInFlight);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await reached();

        await stage.Functions.KillWorkerAsync();
        stage.Tools.Gates.ReleaseAll();
        await stage.HealthyAsync();
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal(2, stage.Tools.RequestsOf("send_message").Count);
        Assert.Single(stage.Tools.RequestsOf("send_message").Select(call => call.Key).Distinct());
        Assert.Single(stage.Tools.RequestsOf("search"));
        EventAudit.Gapless(await stage.Api.EventsAsync(runId));
    }

    [FunctionsFact]
    public async Task Stream_WorkerKilledWhileTheModelSpeaks_GoesOnWithTheNextAttemptAndEndsForTheAiSdkToo()
    {
        await using var stage = await Stage.ShareAsync(output, StoreKind.Functions, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = _ => ChatAnswer.Say("Hello there");
        stage.Chat.Streams = true;
        stage.Chat.Speaking = (request, part, cancelled) => part == 1 && request.Number == stage.Chat.Requests[0].Number
            ? Task.Delay(Timeout.Infinite, cancelled)
            : Task.CompletedTask;
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var chunks = AiSdkChunksAsync(stage.Api, runId, chunk => chunk.Contains("Hello", StringComparison.Ordinal));
        var (words, last) = ("", "");
        using (var first = await stage.Api.FollowAsync(runId))
        {
            await foreach (var one in first.ReadAsync())
            {
                last = one.Id ?? last;
                if (one.Words is null) continue;
                words = one.ToString();
                break;
            }
        }

        Assert.Contains("text-delta", (await chunks)[^1], StringComparison.Ordinal);
        await stage.Functions.KillWorkerAsync();
        await stage.HealthyAsync();
        List<Happened> rest = [];
        chunks = AiSdkChunksAsync(stage.Api, runId, _ => false);
        using (var back = await stage.Api.FollowAsync(runId, last))
        {
            await foreach (var one in back.ReadAsync()) rest.Add(one);
        }

        Assert.Equal("a1 @0 Hello", words);
        // What the dead worker had handed on is told until the next attempt speaks; then that begins anew.
        var again = rest.Where(one => one.Words is not null)
            .SkipWhile(one => one.ToString().StartsWith("a1 ", StringComparison.Ordinal))
                .ToList();
        Assert.Equal("a2 @0", again[0].ToString()[..5]);
        Assert.Equal("Hello there", string.Concat(again.Select(one => one.Words)));
        Assert.Equal("RunCompleted", rest[^1].Type);
        Assert.Equal("[DONE]", (await chunks)[^1]);
        Assert.EndsWith("Hello there", string.Concat((await chunks).SkipLast(1).Select(JsonText.Parse)
            .Where(chunk => chunk.Text("type") == "text-delta").Select(chunk => chunk.Text("delta"))), StringComparison.Ordinal);
    }

    [FunctionsFact]
    public async Task Tool_NotRepeatable_WorkerKilledWhileItIsCalled_APersonIsAsked()
    {
        await using var drill = await PauseDrill.StartAsync(output, "quorum: 1", repeatable: false, StoreKind.Functions);
        var reached = drill.HoldTool();
        await drill.ApproveAsync(await drill.PausedAsync(), "ann");
        await reached();

        await drill.Stage.Functions.KillWorkerAsync();
        drill.Stage.Tools.Gates.ReleaseAll();
        await drill.Stage.HealthyAsync();
        var unknown = await drill.PausedAsync();
        Assert.Equal("unknownOutcome", unknown.Text("kind"));
        (await drill.Api.PostAsync($"approvals/{unknown.Text("requirementId")}/resolve", new
        {
            decision = "skip",
            result = "receipt-7 for it"
        })).Expect(200);
        var run = await drill.FinishAsync();

        Assert.Equal((PauseDrill.Answer, 1), (run.Text("output", "text"), drill.ToolCalls));
    }

    /// <summary>The chunks of the AI SDK's stream of a run, up to one, or all.</summary>
    private static async Task<List<string>> AiSdkChunksAsync(ApiClient api, string runId, Func<string, bool> isLast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
        request.Headers.Add("x-vercel-ai-ui-message-stream", "v1");
        using var response = await api.SendLiveAsync(request);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        List<string> chunks = [];
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            chunks.Add(line["data: ".Length..]);
            if (isLast(chunks[^1])) break;
        }

        return chunks;
    }
}
