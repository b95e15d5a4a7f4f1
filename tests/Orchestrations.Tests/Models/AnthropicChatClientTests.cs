using System.Text.Json;
using DurableTeams.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What goes over the wire, and what becomes of good answers.</summary>
public class AnthropicChatClientTests
{
    private const string Hello = """
        {"id":"msg_1","type":"message","role":"assistant","model":"m-2","content":[{"type":"text","text":"hi"}],
         "stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":5}}
        """;

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData("", "/v1/messages")]
    [InlineData("/", "/v1/messages")]
    [InlineData("/v1", "/v1/messages")]
    [InlineData("/gateway/", "/gateway/v1/messages")]
    public async Task GetResponseAsync_AnyEndpoint_PostsToMessagesWithTheKey(string path, string target)
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        var response = await models.Anthropic(server.Url + path).GetResponseAsync(Question);

        Assert.Equal(
            ("hi", "msg_1", "m-2", ChatFinishReason.Stop),
            (response.Text, response.ResponseId, response.ModelId, response.FinishReason));
        Assert.Equal(("POST", target), (server.Single.Method, server.Single.Target));
        Assert.Equal(
            ("sk-ant-secret", "Bearer sk-ant-secret"),
            (server.Single.Headers["x-api-key"], server.Single.Headers["Authorization"]));
        Assert.Equal("2026-10-21", server.Single.Headers["anthropic-version"]);
        AssertJson(
            """{"model":"m","max_tokens":8192,"messages":[{"role":"user","content":[{"type":"text","text":"question"}]}]}""",
            server.Single.Json);
    }

    [Fact]
    public async Task GetResponseAsync_Usage_CountsTheCacheAsInput()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        var usage = (await models.Anthropic(server.Url).GetResponseAsync(Question)).Usage!;

        Assert.Equal(
            (17L, 5L, 22L, 4L),
            (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount));
        Assert.Equal(3, usage.AdditionalCounts!["cacheCreationInputTokens"]);
    }

    [Fact]
    public async Task GetResponseAsync_GatewayWithoutKey_NoneSent()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        await models.Anthropic(server.Url, m => m with { ApiKey = null }).GetResponseAsync(Question);

        Assert.DoesNotContain(server.Single.Headers.Keys, name => name is "Authorization" or "x-api-key");
    }

    [Fact]
    public async Task GetResponseAsync_WholeConversation_SystemApartAndRolesMerged()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        ChatMessage[] messages =
        [
            new(ChatRole.System, "be brief"),
            new(ChatRole.User, "first"),
            new(ChatRole.User, "second 😀 \"quotes\""),
            new(ChatRole.Assistant,
            [
                new TextContent("let me see"),
                new FunctionCallContent("c1", "search", new Dictionary<string, object?> { ["q"] = "é" }),
                new FunctionCallContent("c2", "other") { Exception = new JsonException() }
            ]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "found")]),
            new(ChatRole.Tool, [new FunctionResultContent("c2", "no") { Exception = new InvalidOperationException() }]),
            new(ChatRole.User, "and now"),
            new(ChatRole.Assistant, []),
            new(ChatRole.User, " "),
        ];

        await models.Anthropic(server.Url).GetResponseAsync(messages, new ChatOptions { Instructions = "you lead" });

        Assert.Equal("you lead\n\nbe brief", server.Single.Json.GetProperty("system").GetString());
        AssertJson("""
            [{"role":"user","content":[{"type":"text","text":"first"},{"type":"text","text":"second 😀 \"quotes\""}]},
             {"role":"assistant","content":[{"type":"text","text":"let me see"},
                {"type":"tool_use","id":"c1","name":"search","input":{"q":"é"}},
                 {"type":"tool_use","id":"c2","name":"other","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"found"},
                {"type":"tool_result","tool_use_id":"c2","content":"no","is_error":true},{"type":"text","text":"and now"}]}]
            """, server.Single.Json.GetProperty("messages"));
    }

    [Fact]
    public async Task GetResponseAsync_Temperature_SentWithTheVersionThatTakesIt()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        var client = models.Anthropic(server.Url, m => m with { Temperature = 0, MaxOutputTokens = 50 });

        await client.GetResponseAsync(Question);
        await client.GetResponseAsync(
            Question, new ChatOptions { Temperature = 0.5f, MaxOutputTokens = 9, ModelId = "other", StopSequences = ["END"] });

        Assert.All(server.Requests, request => Assert.Equal("2023-06-01", request.Headers["anthropic-version"]));
        AssertJson(
            """{"model":"m","max_tokens":50,"temperature":0"""
                + ""","messages":[{"role":"user","content":[{"type":"text","text":"question"}]}]}""",
                server.Requests.First().Json);
        AssertJson(
            """{"model":"other","max_tokens":9,"temperature":0.5,"stop_sequences":["END"]"""
                + ""","messages":[{"role":"user","content":[{"type":"text","text":"question"}]}]}""",
                server.Requests.Last().Json);
    }

    [Fact]
    public async Task GetResponseAsync_Tools_MappedWithTheirSchemasAsTheyAre()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        var schema = JsonElement.Parse(
            """{"type":"object","properties":{"q":{"type":"string","minLength":2}},"required":["q"]}""");
        AITool[] tools =
        [
            AIFunctionFactory.CreateDeclaration("search", "Searches", schema),
            AIFunctionFactory.CreateDeclaration("exit", null, JsonElement.Parse("{}"))
        ];
        var client = models.Anthropic(server.Url);

        await client.GetResponseAsync(Question, new ChatOptions { Tools = tools });
        await client.GetResponseAsync(Question, new ChatOptions
        {
            Tools = tools,
            ToolMode = ChatToolMode.RequireSpecific("search"),
            AllowMultipleToolCalls = false
        });

        AssertJson("""
            [{"name":"search","description":"Searches","input_schema":{"type":"object",
             "properties":{"q":{"type":"string","minLength":2}},"required":["q"]}},
             {"name":"exit","input_schema":{"type":"object"}}]
            """, server.Requests.First().Json.GetProperty("tools"));
        Assert.False(server.Requests.First().Json.TryGetProperty("tool_choice", out _));
        AssertJson(
            """{"type":"tool","name":"search","disable_parallel_tool_use":true}""",
            server.Requests.Last().Json.GetProperty("tool_choice"));
    }

    [Fact]
    public async Task GetResponseAsync_ParallelToolCalls_Read()
    {
        await using var server = await RecordingServer.StartAsync("""
            {"id":"msg_1","model":"m-2","stop_reason":"tool_use","content":[{"type":"thinking","thinking":"hm"},
             {"type":"text","text":"Let me see."},
              {"type":"tool_use","id":"a","name":"search","input":{"q":"é","n":[1]}},
               {"type":"tool_use","id":"b","name":"exit","input":{}},{"type":"a_block_to_come"}]}
            """);
        using var models = new ModelHost();

        var response = await models.Anthropic(server.Url).GetResponseAsync(Question);

        var calls = response.Messages.Single().Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal([("a", "search"), ("b", "exit")], calls.Select(c => (c.CallId, c.Name)));
        Assert.Equal("é", ((JsonElement)calls[0].Arguments!["q"]!).GetString());
        Assert.Empty(calls[1].Arguments!);
        Assert.Equal(("Let me see.", ChatFinishReason.ToolCalls), (response.Text, response.FinishReason));
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task GetResponseAsync_InputThatIsNoObject_SurfacedRaw()
    {
        await using var server = await RecordingServer.StartAsync(
            """{"content":[{"type":"tool_use","name":"f","input":"{oops"},{"type":"tool_use","id":"b","input":[1]}]}""");
        using var models = new ModelHost();

        var calls = (await models.Anthropic(server.Url)
            .GetResponseAsync(Question)).Messages[0].Contents.Cast<FunctionCallContent>().ToList();

        Assert.Equal(["{oops", "[1]"], calls.Select(RawArguments.Of));
        Assert.Equal(["f", "unknown"], calls.Select(c => c.Name));
        Assert.StartsWith("toolu_", calls[0].CallId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max_tokens", "length")]
    [InlineData("refusal", "content_filter")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("pause_turn", "pause_turn")]
    [InlineData("one_to_come", "one_to_come")]
    public async Task GetResponseAsync_StopReasons_Mapped(string reason, string expected)
    {
        await using var server = await RecordingServer.StartAsync($$"""{"content":[],"stop_reason":"{{reason}}"}""");
        using var models = new ModelHost();

        var response = await models.Anthropic(server.Url).GetResponseAsync(Question);

        Assert.Equal((expected, ""), (response.FinishReason!.Value.Value, response.Text));
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
