using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Models.OpenAI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What goes over the wire, and what becomes of good answers.</summary>
public class OpenAIChatClientTests
{
    private const string Hello =
        """{"id":"r1","model":"m-2","choices":[{"index":0"""
            + ""","finish_reason":"stop","message":{"role":"assistant","content":"hi"}}]}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    public async Task GetResponseAsync_AnyEndpoint_PostsToChatCompletions(string path)
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        var client = models.OpenAI(server.Url + path, m => m with { ApiKey = "${KEY}" }, ("KEY", "sk-12345\n"));

        var response = await client.GetResponseAsync(Question);

        Assert.Equal("hi", response.Text);
        Assert.Equal(("POST", "/v1/chat/completions"), (server.Single.Method, server.Single.Target));
        Assert.Equal("Bearer sk-12345", server.Single.Headers["Authorization"]);
        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"question"}]}""", server.Single.Body);
    }

    [Fact]
    public async Task GetResponseAsync_WholeConversation_MappedInOrder()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        ChatMessage[] messages =
        [
            new(ChatRole.System, "be brief"),
            new(ChatRole.User, "wéird 😀 \ud800 \u0000 \"quotes\" </script>"),
            new(ChatRole.Assistant,
            [
                new TextContent("let me see"),
                new FunctionCallContent("c1", "search", new Dictionary<string, object?> { ["q"] = "é" })
            ]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "found"), new FunctionResultContent("c2", new { n = 1 })]),
            new(ChatRole.Assistant, [new FunctionCallContent("c3", "done") { Exception = new JsonException() }]),
            new(ChatRole.Tool, [new FunctionResultContent("c3", null)]),
            new(ChatRole.Assistant, []),
        ];

        await models.OpenAI(server.Url).GetResponseAsync(messages, new ChatOptions { Instructions = "you lead" });

        var sent = server.Single.Json.GetProperty("messages");
        AssertJson("""
            [{"role":"system","content":"you lead"},
             {"role":"system","content":"be brief"},
             {"role":"user","content":"wéird 😀 \ufffd \u0000 \"quotes\" </script>"},
             {"role":"assistant","content":"let me see","tool_calls":[{"id":"c1","type":"function",
              "function":{"name":"search","arguments":"{\"q\":\"é\"}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"found"},
             {"role":"tool","tool_call_id":"c2","content":"{\"n\":1}"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c3","type":"function",
              "function":{"name":"done","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c3","content":""},
             {"role":"assistant","content":""}]
            """, sent);
    }

    [Fact]
    public async Task GetResponseAsync_ModelSettings_SentAndOptionsWin()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        var client = models.OpenAI(server.Url, m => m with { Temperature = 0, MaxOutputTokens = 50 });

        await client.GetResponseAsync(Question);
        await client.GetResponseAsync(Question, new ChatOptions { Temperature = 0.7f, MaxOutputTokens = 9, ModelId = "other" });

        AssertJson(
            """{"model":"m","messages":[{"role":"user","content":"question"}],"temperature":0,"max_tokens":50}""",
            server.Requests.First().Json);
        AssertJson(
            """{"model":"other","messages":[{"role":"user","content":"question"}],"temperature":0.7,"max_tokens":9}""",
            server.Requests.Last().Json);
    }

    [Theory]
    [InlineData(null, "max_completion_tokens")]
    [InlineData("https://api.openai.com/v1", "max_completion_tokens")]
    [InlineData("https://mine.openai.azure.com/openai/v1/", "max_completion_tokens")]
    [InlineData("http://localhost:11434/v1", "max_tokens")]
    [InlineData("https://notopenai.com/v1", "max_tokens")]
    public void TokenBoundName_ByServer_TheOneItKnows(string? endpoint, string name) =>
        Assert.Equal(name, ChatCompletionRequest.TokenBoundName(endpoint));

    [Fact]
    public async Task GetResponseAsync_ToolsAndFormat_Mapped()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();
        var schema = JsonElement.Parse("""{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}""");
        var options = new ChatOptions
        {
            Tools =
            [
                AIFunctionFactory.CreateDeclaration("search", "Searches", schema),
                AIFunctionFactory.CreateDeclaration("exit", null, JsonElement.Parse("{}"))
            ],
            ToolMode = ChatToolMode.RequireSpecific("search"),
            AllowMultipleToolCalls = false,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "headline", "what is asked for"),
        };

        await models.OpenAI(server.Url).GetResponseAsync(Question, options);

        AssertJson("""
            [{"type":"function","function":{"name":"search","description":"Searches",
                "parameters":{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}}},
             {"type":"function","function":{"name":"exit","parameters":{"type":"object","properties":{}}}}]
            """, server.Single.Json.GetProperty("tools"));
        AssertJson("""{"type":"function","function":{"name":"search"}}""", server.Single.Json.GetProperty("tool_choice"));
        Assert.False(server.Single.Json.GetProperty("parallel_tool_calls").GetBoolean());
        AssertJson("""
            {"type":"json_schema","json_schema":{"name":"headline","description":"what is asked for",
                "schema":{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}}}
            """, server.Single.Json.GetProperty("response_format"));
    }

    [Fact]
    public async Task GetResponseAsync_FormatWithoutSchema_JsonObject()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        await models.OpenAI(server.Url).GetResponseAsync(Question, new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        AssertJson("""{"type":"json_object"}""", server.Single.Json.GetProperty("response_format"));
    }

    [Theory]
    [InlineData("news room: the plan", "news_room__the_plan")]
    [InlineData("", "answer")]
    [InlineData(null, "answer")]
    public async Task GetResponseAsync_FormatName_IsOneThatServersTake(string? name, string sent)
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        await models.OpenAI(server.Url).GetResponseAsync(
            Question, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("{}"), name) });

        AssertJson(
            """{"name":"NAME","schema":{}}""".Replace("NAME", sent, StringComparison.Ordinal),
            server.Single.Json.GetProperty("response_format").GetProperty("json_schema"));
    }

    [Fact]
    public async Task GetResponseAsync_ToolCallsAndUsage_Read()
    {
        await using var server = await RecordingServer.StartAsync("""
            {"id":"r1","model":"m-2","usage":{"prompt_tokens":10,"completion_tokens":4},
             "choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
             "tool_calls":[{"id":"a","type":"function","function":{"name":"search","arguments":"{\"q\":\"é\",\"n\":[1]}"}},
                           {"id":"b","type":"function","function":{"name":"exit","arguments":""}}]}}]}
            """);
        using var models = new ModelHost();

        var response = await models.OpenAI(server.Url).GetResponseAsync(Question);

        var calls = response.Messages.Single().Contents.Cast<FunctionCallContent>().ToList();
        Assert.Equal([("a", "search"), ("b", "exit")], calls.Select(c => (c.CallId, c.Name)));
        Assert.Equal("é", ((JsonElement)calls[0].Arguments!["q"]!).GetString());
        Assert.Empty(calls[1].Arguments!);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal(("r1", "m-2"), (response.ResponseId, response.ModelId));
        Assert.Equal(
            (10L, 4L, 14L), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{} trailing")]
    public async Task GetResponseAsync_ArgumentsNotAnObject_SurfacedRaw(string arguments)
    {
        await using var server = await RecordingServer.StartAsync(Answer(
            $$"""{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"""
                + $$"""{{JsonSerializer.Serialize(arguments)}} } }]}"""));
        using var models = new ModelHost();

        var call = (FunctionCallContent)(await models.OpenAI(server.Url)
            .GetResponseAsync(Question)).Messages[0].Contents.Single();

        Assert.Equal(arguments, RawArguments.Of(call));
        Assert.Null(call.Arguments);
        Assert.IsAssignableFrom<JsonException>(call.Exception);
        var stored = JsonSerializer.SerializeToElement<AIContent>(call, AIJsonUtilities.DefaultOptions);
        Assert.Equal(
            arguments, RawArguments.Of((FunctionCallContent)stored.Deserialize<AIContent>(AIJsonUtilities.DefaultOptions)!));
    }

    [Theory]
    [InlineData("""{"content":null}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""{"content":[{"type":"text","text":"a"},{"type":"image_url"},{"type":"text","text":"b"}]}""", "ab")]
    [InlineData("""{"content":["a","b"]}""", "ab")]
    [InlineData("""{"content":null,"refusal":"I will not"}""", "I will not", "content_filter")]
    [InlineData("""{"content":"","refusal":"","role":"model"}""", "")]
    [InlineData("""{"content":{"type":"text","text":"one part"}}""", "one part")]
    [InlineData(
        """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"reasoning","text":"hm"},"""
            + """{"type":"text","text":"yes"}]}""", "yes")]
    [InlineData("""{"content":7}""", "")]
    [InlineData("""{"content":"x","tool_calls":[]}""", "x")]
    [InlineData("""{"content":"x","tool_calls":[null,7]}""", "x")]
    [InlineData("""{"content":"cut off \ud83d"}""", "cut off \ufffd")]
    [InlineData("""{"content":"\ud83d\ude00 \\ud83d \udc00x"}""", "😀 \\ud83d \ufffdx")]
    [InlineData("""{"content":"x","tool_calls":null,"audio":{}}""", "x")]
    public async Task GetResponseAsync_ContentInAllShapes_Text(string message, string text, string reason = "stop")
    {
        await using var server = await RecordingServer.StartAsync(Answer(message));
        using var models = new ModelHost();

        var response = await models.OpenAI(server.Url).GetResponseAsync(Question);

        Assert.Equal(text, response.Text);
        Assert.Null(response.Usage);
        Assert.Equal(reason, response.FinishReason!.Value.Value);
    }

    [Fact]
    public async Task GetResponseAsync_CallWithoutIdOrWithObjectArguments_StillACall()
    {
        await using var server = await RecordingServer.StartAsync(Answer(
            """{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},"""
                + """{"id":"","function":{"arguments":"{\"t\":\"\\ud800\"}"}}]}"""));
        using var models = new ModelHost();

        var calls = (await models.OpenAI(server.Url).GetResponseAsync(Question)).Messages[0].Contents.Cast<FunctionCallContent>()
            .ToList();

        Assert.Equal(["f", "unknown"], calls.Select(c => c.Name));
        Assert.Equal(2, calls.Select(c => c.CallId).Where(id => id.Length > 0).Distinct().Count());
        Assert.Equal(1, ((JsonElement)calls[0].Arguments!["a"]!).GetInt32());
        Assert.Equal("\ufffd", ((JsonElement)calls[1].Arguments!["t"]!).GetString());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_OfAServerThatAnswersWhole_IsTheWholeAnswer()
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        var response = await models.OpenAI(server.Url).GetStreamingResponseAsync(Question).ToChatResponseAsync();

        Assert.Equal(("hi", "m-2"), (response.Text, response.ModelId));
        Assert.True(server.Single.Json.GetProperty("stream").GetBoolean());
    }

    private static string Answer(string message) => $$"""{"choices":[{"message":{{message}}}],"usage":null}""";

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
