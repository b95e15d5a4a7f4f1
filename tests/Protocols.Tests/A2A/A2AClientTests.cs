using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Protocols.Tests.A2A;

/// <summary>A2A 1.0 as <c>@a2a-js/sdk</c> speaks it, in both bindings.</summary>
public sealed class A2AClientTests(ITestOutputHelper output)
{
    private const string Rpc = "JSONRPC";
    private const string Http = "HTTP+JSON";

    [ClientFact]
    public async Task Client_PauseKillRestartAndDecision_IsOneTask()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        object start = new { message = new { messageId = "m1", contextId = "c1", parts = new[] { new { text = "Go" } } } };

        var before = await CallAsync(stage, new { binding = Rpc, call = "stream", request = start });
        var asked = before[0].Items();
        var id = asked[0].At("task").Text("id")!;
        var requirement = asked[^1].At("status").Items("parts")[^1].At("data").Text("requirementId")!;
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        object decision = new
        {
            message = new
            {
                messageId = "m2", taskId = id,
                parts = new[] { new { data = new { requirementId = requirement, decision = "approve", by = "ann" } } },
            },
        };
        var after = await CallAsync(
            stage,
            // Another client, which knows nothing but its message, hears the same.
            new { binding = Http, call = "stream", request = start },
            new { binding = Http, call = "send", request = decision },
            new { binding = Rpc, call = "send", request = decision },
            new { binding = Http, call = "get", request = new { id, historyLength = 1 } },
            new { binding = Rpc, call = "list", request = new { contextId = "c1", includeArtifacts = true } },
            new { binding = Http, call = "cancel", request = new { id } },
            new { binding = Rpc, call = "subscribe", request = new { id = id + "0" } });

        Assert.Equal("TASK_STATE_AUTH_REQUIRED", asked[^1].At("status").Text("state"));
        Assert.Contains(asked, one => one.TryGetProperty("status", out var status) && status.Items("parts") is [var told, ..]
            && told.Text("text") == "researcher calls search.");
        Assert.Equal(id, after[0].Items()[0].At("task").Text("id"));
        Assert.Equal(
            asked[^1].At("status").Items("parts")[^1].At("data").Text("requirementId"),
            after[0].Items()[^1].At("status").Items("parts")[^1].At("data").Text("requirementId"));
        Assert.All(after.Take(3).Skip(1), task => Assert.Equal(
            (id, "c1", "TASK_STATE_COMPLETED", Newsroom.Answer),
            (task.Text("id"), task.Text("contextId"), task.At("status").Text("state"),
                task.Items("artifacts")[0].Items("parts")[0].Text("text"))));
        Assert.Equal(["m1", requirement, requirement + ".decision"], after[2].Items("history").Select(one => one.GetString()));
        Assert.Single(after[3].Items("history"));
        Assert.Equal(id, Assert.Single(after[4].Items()).Text("id"));
        Assert.Equal(("TaskNotCancelableError", "TaskNotFoundError"), (after[5].Text("error"), after[6].Text("error")));
        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    private static async Task<IReadOnlyList<JsonElement>> CallAsync(Stage stage, params object[] calls)
    {
        var said = await OfficialClients.RunAsync("a2a.mjs", new
        {
            url = stage.Host.Address, card = "/api/teams/newsroom/.well-known/agent-card.json", calls,
        });
        return said.Items("answers");
    }
}
