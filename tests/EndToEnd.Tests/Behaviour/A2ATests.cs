using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>
/// A team as an agent of A2A behind the Functions host; the official client is tested in tests/Protocols.Tests.
/// </summary>
public sealed class A2ATests(ITestOutputHelper output)
{
    private static readonly (string, string) Version = ("A2A-Version", "1.0");

    [Theory]
    [OnFunctions]
    public async Task A2A_MessageAndDecision_EndsWithTheAnswer(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);

        var asked = await SayAsync(stage.Api, new { text = "Go" });
        var decision = new { requirementId = Asked(asked), decision = "approve" };
        var ended = await SayAsync(stage.Api, new { data = decision }, asked.Text("id"));
        var read = (await stage.Api.SendAsync(
            HttpMethod.Get, $"teams/newsroom/a2a/tasks/{asked.Text("id")}", null, Version)).Expect(200).Json;
        var card = (await stage.Api.GetAsync(".well-known/agent-card.json")).Expect(200).Json;

        Assert.Equal("TASK_STATE_AUTH_REQUIRED", asked.Text("status", "state"));
        Assert.Equal("TASK_STATE_COMPLETED", ended.Text("status", "state"));
        Assert.Equal(Newsroom.Answer, read.Items("artifacts")[0].Items("parts")[0].Text("text"));
        Assert.EndsWith("/api/teams/newsroom/a2a", card.Items("supportedInterfaces")[0].Text("url"), StringComparison.Ordinal);
    }

    private static string? Asked(JsonElement task) =>
        task.At("status", "message").Items("parts")[^1].At("data").Text("requirementId");

    private static async Task<JsonElement> SayAsync(ApiClient api, object part, string? taskId = null)
    {
        var message = new { messageId = Guid.NewGuid().ToString("N"), taskId, role = "ROLE_USER", parts = new[] { part } };
        var answer = await api.PostAsync(
            "teams/newsroom/a2a", new { jsonrpc = "2.0", id = 1, method = "SendMessage", @params = new { message } }, Version);
        return answer.Expect(200).Json.At("result").At("task");
    }
}
