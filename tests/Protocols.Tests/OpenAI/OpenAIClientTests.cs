using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Protocols.Tests.OpenAI;

/// <summary>
/// Both addresses of OpenAI's API as the package <c>openai</c> reads them; it checks the order of events itself.
/// </summary>
public sealed class OpenAIClientTests(ITestOutputHelper output)
{
    private static readonly object Question = new { role = "user", content = "Go" };

    [ClientFact]
    public async Task Client_StreamPauseKillRestartAndAnswer_ReadsTheEnd()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Streams = true;

        var asked = await SendAsync(
            stage,
            Call("responses.stream", new { model = "newsroom", input = "Go", conversation = "c1" }),
            Call("chat.completions.create", new { model = "newsroom", messages = new[] { Question } }),
            Call("models.list", null),
            Call("responses.create", new { model = "nobody", input = "Go" }));
        var (response, completion) = (asked[0].At("answer"), asked[1].At("answer").Items("choices")[0]);
        var request = Assert.Single(response.Items("output"), item => item.Text("type") == "mcp_approval_request");
        var call = Assert.Single(completion.At("message").Items("tool_calls"));
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        var id = response.Text("id")!;
        object[] approval = [new { type = "mcp_approval_response", approval_request_id = request.Text("id"), approve = true }];
        object[] messages =
        [
            Question, completion.At("message"),
            new { role = "tool", tool_call_id = call.Text("id"), content = """{"decision":"approve","by":"ann"}""" },
        ];
        var ended = await SendAsync(
            stage,
            Call("responses.retrieve", new[] { id }),
            Call("responses.stream", new { model = "newsroom", input = approval, previous_response_id = id }),
            Call("chat.stream", new { model = "newsroom", messages }),
            Call("responses.create", new { model = "newsroom", input = approval, previous_response_id = id }),
            Call("responses.inputItems.list", new[] { id }),
            Call("responses.cancel", new[] { id }));

        Assert.Equal(("completed", "telegram-agent"), (response.Text("status"), request.Text("server_label")));
        Assert.Equal("send_message", request.Text("name"));
        Assert.Contains("May telegram-agent call send_message?", response.Text("output_text"), StringComparison.Ordinal);
        Assert.Equal(("tool_calls", "durableteams_decide"), (completion.Text("finish_reason"), call.At("function").Text("name")));
        Assert.Equal("newsroom", Assert.Single(asked[2].At("answer").Items("data")).Text("id"));
        Assert.Equal(
            (404, "teamNotFound"), (asked[3].At("error").GetProperty("status").GetInt32(), asked[3].At("error").Text("code")));
        Assert.Equal(Ids(response), Ids(ended[0].At("answer")));
        Assert.Equal(Newsroom.Answer, ended[1].At("answer").Text("output_text"));
        Assert.Equal(("c1", id), (ended[1].At("answer").At("conversation").Text("id"), ended[1].At("answer")
            .Text("previous_response_id")));
        Assert.Contains(ended[1].At("answer").Items("output"), item => item.Text("type") == "mcp_call"
            && item.Text("output")!.StartsWith("receipt-7", StringComparison.Ordinal)
            && item.Text("approval_request_id") == request.Text("id"));
        Assert.Equal(Newsroom.Answer, ended[2].At("answer").Items("choices")[0].At("message").Text("content"));
        Assert.Equal("stop", ended[2].At("answer").Items("choices")[0].Text("finish_reason"));
        Assert.True(ended[2].At("answer").At("usage").GetProperty("total_tokens").GetInt64() > 0);
        Assert.Equal((ended[1].At("answer").Text("id"), Newsroom.Answer), (
            ended[3].At("answer").Text("id"), ended[3].At("answer").Text("output_text")));
        Assert.Equal(Ids(ended[1].At("answer")), Ids(ended[3].At("answer")));
        Assert.Equal("Go", Assert.Single(ended[4].At("answer").Items("data")).Items("content")[0].Text("text"));
        Assert.Equal("runFinished", ended[5].At("error").Text("code"));
        Assert.Equal(2, stage.Tools.RequestsOf("send_message").Count);
    }

    private static IEnumerable<string?> Ids(JsonElement response) => response.Items("output").Select(item => item.Text("id"));

    private static object Call(string call, object? args) => new { call, args };

    private static async Task<IReadOnlyList<JsonElement>> SendAsync(Stage stage, params object[] calls) =>
        (await OfficialClients.RunAsync("openai.mjs", new { url = new Uri(stage.Host.Address, "/v1").ToString(), calls })).Items(
            "said");
}
