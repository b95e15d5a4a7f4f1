using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>Answers that the protocol does not foresee and servers give all the same.</summary>
public class OddAnswerTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":null}}""", "a", "f", "{}")]
    [InlineData("""{"id":"a","function":{"name":"f"}}""", "a", "f", "{}")]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":"null"}}""", "a", "f", "{}")]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":{"n":1}}}""", "a", "f", """{"n":1}""")]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":"\"{\\\"n\\\":1}\""}}""", "a", "f", """{"n":1}""")]
    [InlineData("""{"id":"a","function":{"name":"f","arguments":"\ufeff{\"n\":1}"}}""", "a", "f", """{"n":1}""")]
    [InlineData("""{"id":"a","function":{"name":"functions.send"}}""", "a", "functions.send", "{}")]
    public async Task Call_InAnyShape_IsRead(string call, string id, string name, string arguments)
    {
        foreach (var calls in (string[])[$"[{call}]", call])
        {
            var response = await AskAsync($$"""{"choices":[{"finish_reason":"stop","message":{"tool_calls":{{calls}} } }]}""");

            var read = (FunctionCallContent)response.Messages[0].Contents.Single();
            Assert.Equal((id, name, arguments), (read.CallId, read.Name, JsonSerializer.Serialize(read.Arguments)));
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        }
    }

    [Fact]
    public async Task Call_InTheOlderForm_IsRead()
    {
        var response = await AskAsync("""
            {"choices":[{"finish_reason":"function_call","message":{"function_call":{"name":"f","arguments":"{\"n\":1}"}}}]}
            """);

        var read = (FunctionCallContent)response.Messages[0].Contents.Single();
        Assert.Equal(("f", """{"n":1}"""), (read.Name, JsonSerializer.Serialize(read.Arguments)));
    }

    [Theory]
    [InlineData("max_tokens", "length")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("model_length", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("eos", "stop")]
    [InlineData("", "stop")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("one_to_come", "one_to_come")]
    public async Task FinishReason_InAnyWords_IsOneOfAFew(string said, string reason) =>
        Assert.Equal(reason, (await AskAsync(
            $$"""{"choices":[{"finish_reason":"{{said}}","message":{"content":"x"} }]}""")).FinishReason!.Value.Value);

    [Theory]
    [InlineData("""{"error":null,"choices":[{"error":null,"message":{"content":"x"}}]}""")]
    [InlineData("""{"error":{},"choices":[{"error":"","message":{"content":"x"}}]}""")]
    [InlineData("""{"error":false,"choices":[{"error":{"message":null},"message":{"content":"x"}}]}""")]
    [InlineData("\ufeff{\"choices\":[{\"message\":{\"content\":\"x\"}}]}")]
    public async Task Answer_BesideAnErrorThatIsEmpty_IsTheAnswer(string body) => Assert.Equal("x", (await AskAsync(body)).Text);

    [Fact]
    public async Task Stream_ThatNobodyAskedFor_IsTheAnswerItComesTo()
    {
        const string First = """{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"n\""}}""";
        const string Second = """{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}""";
        const string RestOfFirst = """{"index":0,"function":{"arguments":":1}"}}""";
        var response = await AskAsync($$$"""
            : hello

            data: {"id":"r1","model":"m-2","choices":[{"index":0,"delta":{"role":"assistant","content":"Let "}}]}

            data: {"choices":[{"index":1,"delta":{"content":"another choice"}},{"index":0,"delta":{"content":"me see"}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{First}}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{Second}}},{{{RestOfFirst}}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}

            data: [DONE]
            """);

        Assert.Equal(
            ("Let me see", "r1", "m-2", 3L),
            (response.Text, response.ResponseId, response.ModelId, response.Usage!.InputTokenCount));
        Assert.Equal(
            ["a f {\"n\":1}", "b g {}"],
            response.Messages[0].Contents.OfType<FunctionCallContent>()
                .Select(call => $"{call.CallId} {call.Name} {JsonSerializer.Serialize(call.Arguments)}"));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    public async Task Stream_WhateverEndsItsLines_IsTheAnswerItComesTo(string end)
    {
        string[] lines =
        [
            """data: {"choices":[{"delta":{"content":"one "}}]}""",
            """data:{"choices":[{"delta":{"content":"two"},"finish_reason":"stop"}]}"""
        ];
        Assert.Equal("one two", (await AskAsync(string.Join(end, lines))).Text);
    }

    private static async Task<ChatResponse> AskAsync(string body)
    {
        await using var server = await RecordingServer.StartAsync(body);
        using var models = new ModelHost();
        return await models.OpenAI(server.Url).GetResponseAsync(Question);
    }
}
