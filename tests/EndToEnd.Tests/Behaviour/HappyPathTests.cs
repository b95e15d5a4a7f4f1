using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class HappyPathTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task Run_ApprovedThroughTheInbox_CompletesWithTheToolsResult(StoreKind store)
    {
        await using var stage = await OpenAsync(store: store);
        var started = (await stage.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Go", userId = "u-1", metadata = new { origin = "test" } })).Expect(202);
        var runId = started.Json.Text("runId")!;
        Assert.EndsWith($"/api/runs/{runId}", started.Location?.ToString(), StringComparison.Ordinal);

        var requirement = await stage.Api.UntilPausedAsync(runId);
        AssertRequirement(requirement, runId);
        Assert.Empty(stage.Tools.RequestsOf("send_message"));
        var resolved = (await stage.Api.ApproveAsync(requirement)).Expect(200).Json;
        Assert.Equal((runId, "newsroom"), (resolved.Text("runId"), resolved.Text("teamId")));
        var run = await stage.Api.UntilAsync(runId, "completed");

        AssertRun(run);
        var sent = Assert.Single(stage.Tools.RequestsOf("send_message"));
        Assert.Equal(("POST", "Found fact-42"), (sent.Method, sent.Argument("text")));
        Assert.Equal("Bearer " + Stage.ToolKey, sent.Authorization);
        var searched = Assert.Single(stage.Tools.RequestsOf("search"));
        Assert.Equal(("GET", "the fact"), (searched.Method, searched.Query["q"]));
    }

    [Fact]
    public async Task Run_WhileItWaits_IsInTheInboxOverAllRuns()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);
        var id = requirement.Text("requirementId")!;

        foreach (var filter in new[]
        {
            "status=pending",
            "teamId=newsroom",
            $"runId={runId}",
            "memberId=telegram-agent",
            "status=pending&limit=1"
        })
        {
            var items = (await stage.Api.GetAsync("approvals?" + filter)).Expect(200).Json.Items("items");
            Assert.Equal(id, Assert.Single(items).Text("requirementId"));
        }

        Assert.Empty((await stage.Api.GetAsync("approvals?status=approved")).Expect(200).Json.Items("items"));
        AssertRequirement((await stage.Api.GetAsync($"approvals/{id}")).Expect(200).Json, runId);
    }

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Messages_OfEachAgent_AreItsConversation(StoreKind store)
    {
        await using var stage = await OpenAsync(store);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        var leader = await stage.Api.MessagesAsync(runId);
        Assert.Equal(["assistant", "tool", "assistant", "tool", "assistant"], leader.Select(message => message.Text("role")!)
            .Where(role => role is "assistant" or "tool"));
        Assert.Contains(leader, message => message.Text("role") == "user" && message.Text("text") == "Go");
        Assert.Equal(Newsroom.Answer, leader[^1].Text("text"));

        var member = await stage.Api.MessagesAsync(runId, run.Member("telegram-agent").Text("memberRunId"));
        var call = Assert.Single(member.Single(message => message.Text("role") == "assistant"
            && message.Items("toolCalls").Count > 0).Items("toolCalls"));
        Assert.Equal(("c1", "send_message"), (call.Text("callId"), call.Text("name")));
        Assert.Equal("Found fact-42", call.Text("arguments", "text"));
        var result = Assert.Single(member, message => message.Text("role") == "tool").At("toolResult");
        Assert.Equal(("c1", "receipt-7 for Found fact-42"), (result.Text("callId"), result.Text("result")));
    }

    [Fact]
    public async Task Models_AreToldTheirInstructionsAndOfferedTheirOwnToolsOnly()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");

        var leader = stage.Chat.RequestsOf("leader")[0];
        Assert.Contains("Lead the team newsroom.", leader.Messages[0].Text, StringComparison.Ordinal);
        Assert.All(["researcher", "telegram-agent", "Role of researcher"], word => Assert.Contains(
            word, leader.Body.GetRawText(), StringComparison.Ordinal));
        Assert.Equal(["delegate_task_to_member"], leader.Offered);
        Assert.Equal("Go", leader.Task);
        Assert.Equal(["search"], stage.Chat.RequestsOf("researcher")[0].Offered);
        Assert.Equal(["send_message"], stage.Chat.RequestsOf("telegram-agent")[0].Offered);
        Assert.Contains("Work as researcher.", stage.Chat.RequestsOf("researcher")[0].Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("Find the fact", stage.Chat.RequestsOf("researcher")[0].Task, StringComparison.Ordinal);
    }

    private async Task<Stage> OpenAsync(StoreKind store = StoreKind.Sqlite)
    {
        var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        return stage;
    }

    private static void AssertRequirement(JsonElement requirement, string runId)
    {
        Assert.Equal("confirmation", requirement.Text("kind"));
        Assert.Equal("pending", requirement.Text("status"));
        Assert.Equal(runId, requirement.Text("runId"));
        Assert.Equal("telegram-agent", requirement.Text("memberId"));
        Assert.Equal("telegram-agent", requirement.Items("memberPath")[^1].GetString());
        Assert.Equal("c1", requirement.Text("tool", "callId"));
        Assert.Equal("send_message", requirement.Text("tool", "name"));
        Assert.Equal("Found fact-42", requirement.Text("tool", "arguments", "text"));
        Assert.NotNull(requirement.Text("createdAt"));
        Assert.Null(requirement.Text("resolvedAt"));
    }

    private static void AssertRun(JsonElement run)
    {
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.Equal(("newsroom", "Go", "u-1"), (run.Text("teamId"), run.Text("input"), run.Text("userId")));
        Assert.Equal("test", run.Text("metadata", "origin"));
        Assert.Equal(7, run.Number("usage", "modelCalls"));
        Assert.Equal(2, run.Number("usage", "toolCalls"));
        Assert.Equal(JsonValueKind.Null, run.At("error").ValueKind);
        Assert.Matches("^[0-9a-f]{32}$", run.Text("traceId"));
        Assert.NotNull(run.Text("completedAt"));
        var member = run.Member("telegram-agent");
        Assert.Equal("completed", member.Text("status"));
        Assert.Contains("Send: Found fact-42", member.Text("task"), StringComparison.Ordinal);
        Assert.Equal("Sent receipt-7 for Found fact-42", member.Text("output", "text") ?? member.Text("output"));
        Assert.Equal(1, Assert.Single(member.Items("tools")).Number("attempts"));
    }
}
