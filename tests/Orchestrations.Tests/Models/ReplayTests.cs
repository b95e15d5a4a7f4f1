using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Models;
using DurableTeams.Models.Providers;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>A turn that was recorded and goes back to its provider.</summary>
public class ReplayTests
{
    private static readonly AgentRef Agent = new("r.1", "team", "s", "v", "one");

    [Theory]
    [InlineData("send", "send")]
    [InlineData("functions.send", "functions_send_")]
    [InlineData("send<|channel|>", "send__channel___")]
    [InlineData("", "_")]
    public void Clean_AnyName_IsOneThatProvidersTake(string name, string start)
    {
        var clean = ProviderToolNames.Clean(name);

        Assert.StartsWith(start, clean, StringComparison.Ordinal);
        Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", clean);
        Assert.Equal(clean, ProviderToolNames.Clean(name));
        Assert.Matches("^[a-zA-Z0-9_-]{64}$", ProviderToolNames.Clean(new string('x', 65) + name));
        Assert.NotEqual(ProviderToolNames.Clean("a.b"), ProviderToolNames.Clean("a:b"));
    }

    [Fact]
    public async Task OpenAI_NamesIdsAndWhatWasKept_GoBackAsTheServerTakesThem()
    {
        var sent = await ReplayAsync(anthropic: false, """
            {"choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"reasoning_content":"hm",
             "reasoning_details":[{"type":"x","data":"1.50"}],"annotations":[],
              "tool_calls":[
                {"index":0,"id":"c","type":"function","function":{"name":"send","arguments":"{\"n\":1}","thought_signature":"s"},
                 "extra_content":{"google":{"thought_signature":"A=="}}},
                {"index":1,"id":"c","type":"function","function":{"name":"functions.send","arguments":"{}"}},
                {"index":2,"id":"c-2","type":"function","function":{"name":"dotted.tool","arguments":"{oops"}}]}}]}
            """);

        AssertJson("""
            [{"role":"assistant","content":null,"reasoning_details":[{"type":"x","data":"1.50"}],"reasoning_content":"hm",
             "tool_calls":[
               {"id":"c","type":"function","function":{"name":"send","arguments":"{\"n\":1}","thought_signature":"s"},
                "extra_content":{"google":{"thought_signature":"A=="}}},
               {"id":"c-2","type":"function","function":{"name":"CLEAN","arguments":"{}"}},
               {"id":"c-2-2","type":"function","function":{"name":"dotted.tool","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c","content":"result 0"},
             {"role":"tool","tool_call_id":"c-2","content":"result 1"},
             {"role":"tool","tool_call_id":"c-2-2","content":"result 2"}]
            """.Replace("CLEAN", ProviderToolNames.Clean("functions.send"), StringComparison.Ordinal), sent);
    }

    [Fact]
    public async Task OpenAI_ThoughtsBesideWords_DoNotGoBack()
    {
        var sent = await ReplayAsync(
            anthropic: false, """{"choices":[{"message":{"content":"yes","reasoning_content":"hm","extra_content":{"g":1}}}]}""");

        AssertJson("""[{"role":"assistant","content":"yes","extra_content":{"g":1}}]""", sent);
    }

    [Fact]
    public async Task OpenAI_ServerThatRefusesWhatItSent_IsAskedWithoutIt()
    {
        var asked = 0;
        await using var server = await RecordingServer.StartAsync(context =>
        {
            var refused = asked++ == 0;
            return RecordingServer.Answer(
                context,
                refused
                    ? """{"error":{"message":"'messages.1' : property 'reasoning_content' is unsupported"}}"""
                    : """{"choices":[{"message":{"content":"ok"}}]}""",
                refused ? 400 : 200);
        });
        using var models = new ModelHost();
        var answer = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "f")]);
        ProviderParts.Put(answer, """{"message":{"reasoning_content":"hm"},"calls":[null]}""");

        var response = await models.OpenAI(server.Url).GetResponseAsync([answer]);

        Assert.Equal("ok", response.Text);
        Assert.Equal([true, false], server.Requests.Select(request => request.Body.Contains(
            "reasoning_content", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Anthropic_NamesIdsAndThoughts_GoBackInTheirPlaces()
    {
        var sent = await ReplayAsync(anthropic: true, """
            {"stop_reason":"tool_use","content":[{"type":"thinking","thinking":"hm","signature":"A=="},
             {"type":"text","text":"Let me"},{"type":"redacted_thinking","data":"B"},{"type":"text","text":" see."},
              {"type":"tool_use","id":"functions.send:0","name":"send","input":{"n":1}},
               {"type":"tool_use","id":"functions.send:0","name":"send<|channel|>","input":{}}]}
            """);

        AssertJson("""
            [{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"A=="},{"type":"text","text":"Let me"},
             {"type":"redacted_thinking","data":"B"},{"type":"text","text":" see."},
                {"type":"tool_use","id":"ID1","name":"send","input":{"n":1}},
                 {"type":"tool_use","id":"ID2","name":"CLEAN","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"ID1","content":"result 0"},
              {"type":"tool_result","tool_use_id":"ID2","content":"result 1"}]}]
            """.Replace("ID1", ProviderToolNames.Clean("functions.send:0"), StringComparison.Ordinal)
            .Replace("ID2", ProviderToolNames.Clean("functions.send:0-2"), StringComparison.Ordinal)
            .Replace("CLEAN", ProviderToolNames.Clean("send<|channel|>"), StringComparison.Ordinal), sent);
    }

    [Fact]
    public async Task Anthropic_IdsUsedAgainInALaterTurn_GoBackOnceEach()
    {
        await using var server = await RecordingServer.StartAsync("""{"content":[{"type":"text","text":"ok"}]}""");
        using var models = new ModelHost();
        ChatMessage[] turn =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("c", "r")])
        ];

        await models.Anthropic(server.Url).GetResponseAsync([.. turn, .. turn]);

        var blocks = server.Single.Json.GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("content")[0]).ToList();
        Assert.Equal(["c", "c-2"], blocks.Where((_, i) => i % 2 == 0).Select(block => block.GetProperty("id").GetString()));
        Assert.Equal(
            ["c", "c-2"], blocks.Where((_, i) => i % 2 == 1).Select(block => block.GetProperty("tool_use_id").GetString()));
    }

    [Fact]
    public void Kept_TooDeepOrTooLong_IsNotKept()
    {
        var message = new ChatMessage(ChatRole.Assistant, "x");
        ProviderParts.Put(message, new string('x', ProviderParts.MaxLength + 1));

        Assert.Null(ProviderParts.Of(message));
        Assert.Null(ProviderParts.Write(System.Text.Json.Nodes.JsonNode.Parse(new string('[', 60) + new string(']', 60))!));
    }

    /// <summary>What goes back of an answer and the results of its calls.</summary>
    private static async Task<JsonElement> ReplayAsync(bool anthropic, string answer)
    {
        await using var server = await RecordingServer.StartAsync(answer);
        using var models = new ModelHost();
        var client = anthropic ? models.Anthropic(server.Url) : models.OpenAI(server.Url);
        var recorded = Conversation.Record(Agent, 1, await client.GetResponseAsync([new(ChatRole.User, "question")]));
        // As a store keeps it.
        recorded = JsonSerializer.Deserialize<MessageRecord>(
            JsonSerializer.Serialize(recorded, ContractJson.Compact), ContractJson.Compact)!;
        var results = (recorded.Calls ?? []).Select((call, index) =>
            new MessageRecord
            {
                MemberRunId = "r.1",
                Turn = 1,
                Slot = 1 + index,
                Role = "tool",
                CallId = call.CallId,
                Text = $"result {index}"
            });
        var options = new ChatOptions
        {
            Tools =
            [
                .. ((string[])
                [
                    "send",
                    "dotted.tool"
                ]).Select(name => AIFunctionFactory.CreateDeclaration(name, null, JsonElement.Parse("{}")))
            ]
        };
        try
        {
            await client.GetResponseAsync(Conversation.ToChat([recorded, .. results], []), options);
        }
        catch (ModelException)
        {
            // Only what was sent counts.
        }

        return server.Requests.Last().Json.GetProperty("messages");
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
