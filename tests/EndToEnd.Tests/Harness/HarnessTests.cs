using System.ClientModel;
using System.Net;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using OpenAI;
using OpenAI.Chat;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The servers of the other tests, tried on their own: a harness that is wrong proves nothing.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task ChatServer_AskedByTheOfficialClient_IsUnderstood()
    {
        await using var server = new ChatServer(new Traffic());
        server.Answers = request => request.Turn == 1
            ? ChatAnswer.Call(ChatCall.Tool("c1", "search", new { q = "x" }))
            : ChatAnswer.Say("Found " + request.ResultOf("c1"));
        await server.StartAsync();
        var client = new ChatClient(
            "researcher", new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = new Uri(server.Endpoint) });
        List<OpenAI.Chat.ChatMessage> conversation = [new SystemChatMessage("Work."), new UserChatMessage("Find")];

        var call = (await client.CompleteChatAsync(conversation)).Value;
        Assert.Equal(("c1", "search"), (call.ToolCalls[0].Id, call.ToolCalls[0].FunctionName));
        conversation.Add(new AssistantChatMessage(call));
        conversation.Add(new ToolChatMessage("c1", "fact"));
        var answer = (await client.CompleteChatAsync(conversation)).Value;

        Assert.Equal("Found fact", answer.Content[0].Text);
        var second = server.Requests[1];
        Assert.Equal(("researcher", "Find", 2), (second.Agent, second.Task, second.Turn));
        Assert.Equal((second.InputTokens, second.OutputTokens), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task ToolServer_WithAHoldingGate_AnswersAfterTheRelease()
    {
        var traffic = new Traffic();
        await using var server = new ToolServer(traffic);
        await server.StartAsync();
        using var http = new HttpClient();
        var gate = server.Gates.Hold("the call", call => call.Tool == "send");

        var calling = http.GetStringAsync(server.Address + "/send?q=1");
        var held = await gate.ReachedAsync();
        Assert.Equal("1", held.Query["q"]);
        Assert.False(calling.IsCompleted);
        Assert.Equal("ok", await http.GetStringAsync(server.Address + "/send"));
        gate.Release();
        Assert.Equal("ok", await calling);
        Assert.Same(held, await gate.AnsweredAsync());
        Assert.Equal(held.Number, await traffic.MomentOf(held.Number, answered: true));
    }

    [Fact]
    public async Task Traffic_Frozen_LetsRequestsInAndNoAnswerOut()
    {
        var traffic = new Traffic();
        await using var server = new ToolServer(traffic);
        await server.StartAsync();
        using var http = new HttpClient();

        traffic.Freeze();
        var calling = http.GetAsync(server.Address + "/send");
        await traffic.MomentOf(1, answered: false).WaitAsync(Wait.Deadline);
        Assert.False(calling.IsCompleted);
        traffic.Thaw();
        Assert.Equal(HttpStatusCode.OK, (await calling).StatusCode);
    }

    [Fact]
    public async Task SseReader_OverAnyStream_YieldsEventsWithTheirIds()
    {
        using var stream = new MemoryStream(
            ": hello\n\nid: 7\nevent: RunStarted\ndata: {\"sequence\":7,\ndata: \"type\":\"RunStarted\"}\n\n"u8.ToArray());
        var events = new List<string?>();
        await foreach (var one in SseReader.ReadAsync(stream)) events.Add(one.Text("type"));
        Assert.Equal(["RunStarted"], events);
    }

    [Fact]
    public void TeamSketch_AsYaml_HoldsEveryPart()
    {
        var yaml = Newsroom.Team.ToYaml("http://127.0.0.1:1/v1", "http://127.0.0.1:2");
        Assert.All(
            [
                "id: newsroom", "  leader: { provider: openai, model: leader, endpoint: \"http://127.0.0.1:1/v1\"",
                "  - id: telegram-agent", "    tools: [send_message]", "  send_message:", "    approval: confirmation"
            ],
            part => Assert.Contains(part, yaml, StringComparison.Ordinal));
    }
}
