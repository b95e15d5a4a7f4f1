using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Protocols.Tests.AiSdk;

/// <summary>The UI message stream as the chat of the package <c>ai</c> reads it.</summary>
public sealed class AiSdkClientTests(ITestOutputHelper output)
{
    [ClientFact]
    public async Task Chat_ApprovalKillRestartAndAnswer_IsOneMessage()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);

        var asked = await ChatAsync(stage, new { id = "chat-1", say = new { id = "u1", text = "Go" } });
        var part = Assert.Single(asked.Items("messages")[^1].Items("parts"), one => one.Text("state") == "approval-requested");
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        // Another tab, which has nothing of the chat but its id.
        var found = await ChatAsync(stage, new { id = "chat-1", reconnect = true });
        var ended = await ChatAsync(
            stage,
            new { id = "chat-1", messages = asked.At(
                "messages"), approve = new { id = part.Text("approval", "id"), approved = true } });
        var after = await ChatAsync(stage, new { id = "chat-1", reconnect = true });

        Assert.Equal(asked.Items("messages")[^1].Text("id"), found.Items("messages")[^1].Text("id"));
        Assert.Contains(found.Items("messages")[^1].Items("parts"), one => one.Text("state") == "approval-requested");
        Assert.Equal((null, 2), (ended.Text("error"), ended.Items("messages").Count));
        var parts = ended.Items("messages")[^1].Items("parts");
        Assert.Equal(Newsroom.Answer, parts.Last(one => one.Text("type") == "text").Text("text"));
        Assert.Equal(
            ("output-available", "receipt-7 for Found fact-42"),
            parts.Where(one => one.Text("toolCallId") == part.Text("toolCallId"))
                .Select(one => (one.Text("state"), one.Text("output"))).Single());
        Assert.Single(stage.Tools.RequestsOf("send_message"));
        Assert.Empty(after.Items("messages"));
    }

    private static async Task<JsonElement> ChatAsync(Stage stage, object request)
    {
        var input = JsonSerializer.SerializeToNode(request)!.AsObject();
        input["url"] = new Uri(stage.Host.Address, "/api/teams/newsroom/chat").ToString();
        return await OfficialClients.RunAsync("aisdk.mjs", input);
    }
}
