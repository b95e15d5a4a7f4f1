using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Protocols.Tests.AgUi;

/// <summary>AG-UI 1.0 as <c>@ag-ui/client</c> speaks it.</summary>
public sealed class AgUiClientTests(ITestOutputHelper output)
{
    private static readonly object[] Question = [new { id = "u1", role = "user", content = "Go" }];

    [ClientFact]
    public async Task Client_PauseKillRestartAndResume_ReadsOneConversation()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);

        var asked = await SayAsync(stage, new { threadId = "t1", runId = "c1", messages = Question });
        var interrupt = Assert.Single(asked.Items("interrupts"));
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        // Another client, which knows nothing but its request, hears the same.
        var again = await SayAsync(stage, new { threadId = "t1", runId = "c1", messages = Question });
        object[] resume = [Answer(interrupt.Text("id")!, new { approved = true })];
        var ended = await SayAsync(
            stage, new { threadId = "t1", runId = "c2", messages = asked.At("messages"), resume });
        var repeated = await SayAsync(
            stage, new { threadId = "t1", runId = "c2", messages = asked.At("messages"), resume });

        Assert.Equal(interrupt.GetRawText(), Assert.Single(again.Items("interrupts")).GetRawText());
        Assert.Equal(asked.At("messages").GetRawText(), again.At("messages").GetRawText());
        Assert.Equal(
            ("tool_call", interrupt.Text("id"), "telegram-agent"),
            (interrupt.Text("reason"), interrupt.Text("toolCallId"), SubagentOf(asked, interrupt.Text("subagentRunId")!)));
        Assert.Equal(Newsroom.Answer, ended.At("result").Text("text"));
        Assert.Equal(ended.At("messages").GetRawText(), repeated.At("messages").GetRawText());
        Assert.Equal("RUN_STARTED", ended.Items("events")[0].Text("type"));
        Assert.Equal("success", ended.Items("events")[^1].At("outcome").Text("type"));
        Assert.DoesNotContain(ended.Items("events"), one => one.Text("type") == "TOOL_CALL_START"
            && one.Text("toolCallId") == interrupt.Text("toolCallId"));
        Assert.Contains(ended.Items("events"), one => one.Text("type") == "TOOL_CALL_RESULT"
            && one.Text("toolCallId") == interrupt.Text("toolCallId")
                && one.Text("content")!.StartsWith("receipt-7", StringComparison.Ordinal));
        Assert.Single(stage.Tools.Requests, request => request.Tool == "send_message");
        Assert.Equal(Newsroom.Answer, ended.Items("messages")[^1].Text("content"));
    }

    [ClientFact]
    public async Task Client_TwoInterrupts_AnswersBothAtOnceOrNone()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        stage.Chat.Answers = Twice;
        stage.Tools.Answers = Newsroom.Tool;

        var asked = await SayAsync(stage, new { threadId = "t1", runId = "c1", messages = Question });
        var ids = asked.Items("interrupts").Select(one => one.Text("id")!).ToArray();
        Assert.Equal(2, ids.Length);
        var half = await SayAsync(stage, new
        {
            threadId = "t1", runId = "c2", messages = asked.At("messages"),
            resume = new[] { Answer(ids[0], new { approved = true }), Answer(ids[1], new { approve = true }) },
        });
        Assert.Equal("unknownField", half.Text("error"));
        Assert.Equal(2, (await stage.Api.PendingAsync(RunOf(asked))).Count);
        var one = await SayAsync(stage, new
        {
            threadId = "t1", runId = "c3", messages = asked.At("messages"),
            resume = new[] { Answer(ids[0], new { approved = true }) },
        });
        Assert.Equal(ids[1], Assert.Single(one.Items("interrupts")).Text("id"));
        var blocked = await SayAsync(stage, new
        {
            threadId = "t1", runId = "c4", messages = new object[] { new { id = "u2", role = "user", content = "And now?" } },
        });
        Assert.Equal("interruptsOpen", blocked.Text("error"));
        var ended = await SayAsync(stage, new
        {
            threadId = "t1", runId = "c5", messages = one.At("messages"),
            resume = new object[] { new { interruptId = ids[1], status = "cancelled" } },
        });

        Assert.Equal("success", ended.Items("events")[^1].At("outcome").Text("type"));
        Assert.Single(stage.Tools.Requests);
    }

    private static ChatAnswer Twice(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(
            ChatCall.Delegate("d1", "telegram-agent", "Send: one"), ChatCall.Delegate("d2", "telegram-agent", "Send: two")),
        ("leader", _) => ChatAnswer.Say("Done: " + string.Join("; ", request.Results)),
        (_, 1) => ChatAnswer.Call(ChatCall.Tool("c1", "send_message", new { text = request.Task })),
        _ => ChatAnswer.Say("Sent " + request.LastResult),
    };

    private static object Answer(string id, object payload) => new { interruptId = id, status = "resolved", payload };

    private static string RunOf(JsonElement said) =>
        said.Items("events")[0].At("metadata").At("durableteams").Text("runId")!;

    private static string? SubagentOf(JsonElement said, string id) => said.Items("events").Single(one =>
        one.Text("type") == "SUBAGENT_STARTED" && one.Text("subagentRunId") == id).Text("name");

    private static async Task<JsonElement> SayAsync(Stage stage, object request)
    {
        var input = JsonSerializer.SerializeToNode(request)!.AsObject();
        input["url"] = new Uri(stage.Host.Address, "/api/teams/newsroom/agui").ToString();
        return await OfficialClients.RunAsync("agui.mjs", input);
    }
}
