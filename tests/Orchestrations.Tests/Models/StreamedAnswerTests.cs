using System.Text.Json;
using DurableTeams.Models;
using DurableTeams.Models.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>A streamed answer is the answer that comes without streaming, and is told in parts.</summary>
public class StreamedAnswerTests
{
    private const string OpenAIWhole = """
        {"id":"r1","model":"m-2","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
         "content":"Let me see","reasoning_content":"hm, well","reasoning_details":[{"index":0,"type":"x","data":"1.50"}],
         "tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"n\":1}"},
           "extra_content":{"google":{"thought_signature":"A=="}}},
          {"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]}}],
         "usage":{"prompt_tokens":3,"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":2}}}
        """;

    private static readonly string[] OpenAIChunks =
    [
        """{"id":"r1","model":"m-2","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":"hm, "}}]}""",
        """{"id":"r1","choices":[{"index":0,"delta":{"reasoning_content":"well","reasoning_details":[{"index":0,"type":"x","data":"1.50"}]}}]}""",
        """{"id":"r1","choices":[{"index":0,"delta":{"content":"Let "}}],"usage":null}""",
        """{"id":"r1","choices":[{"index":1,"delta":{"content":"another choice"}},{"index":0,"delta":{"content":"me see"}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""},"extra_content":{"google":{"thought_signature":"A=="}}}]}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"n\""}}]}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}},{"index":0,"function":{"arguments":":1}"}}]}}]}""",
        """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":2}}}""",
        "[DONE]",
    ];

    private const string AnthropicWhole = """
        {"id":"msg","type":"message","role":"assistant","model":"m-2","stop_reason":"tool_use","stop_sequence":null,"content":[
         {"type":"thinking","thinking":"hm, well","signature":"A=="},{"type":"redacted_thinking","data":"B"},
         {"type":"text","text":"Let me see"},{"type":"tool_use","id":"a","name":"f","input":{"n":1}},
         {"type":"server_tool_use","id":"s","name":"web","input":{"q":"x"}},{"type":"tool_use","id":"b","name":"g","input":{}}],
         "usage":{"input_tokens":3,"cache_read_input_tokens":5,"output_tokens":9}}
        """;

    private static readonly string[] AnthropicEvents =
    [
        """{"type":"message_start","message":{"id":"msg","type":"message","role":"assistant","model":"m-2","content":[],"stop_reason":null,"usage":{"input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"ping"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm, "}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"well"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"A=="}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"B"}}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Let "}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"me see"}}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"n\""}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":":1}"}}""",
        """{"type":"content_block_start","index":4,"content_block":{"type":"server_tool_use","id":"s","name":"web","input":{}}}""",
        """{"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"{\"q\":\"x\"}"}}""",
        """{"type":"content_block_start","index":5,"content_block":{"type":"tool_use","id":"b","name":"g","input":{}}}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}""",
        """{"type":"message_stop"}""",
    ];

    public static TheoryData<string> Providers => ["openai", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_InParts_IsTheSameAnswerAsTheWhole(string provider)
    {
        var whole = await AskAsync(provider, Whole(provider), streams: false);
        var streamed = await AskAsync(provider, Events(provider));

        Assert.Equal(Shown(whole.Response), Shown(streamed.Response));
        Assert.Equal("Let me see", streamed.Response.Text);
        Assert.Equal(
            ["~hm, ", "~well", "Let ", "me see", "0 a f ", "0   {\"n\"", "0   :1}", "1 b g"],
            streamed.Heard.Select(part => part == "1 b g {}" || part == "1 b g " ? "1 b g" : part)
                .OrderBy(part => part.StartsWith('1')));
        Assert.True(streamed.Asked.GetProperty("stream").GetBoolean());
        Assert.False(whole.Asked.TryGetProperty("stream", out _));
        Assert.Empty(whole.Heard);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_AnsweredWhole_IsReadWithoutASecondRequest(string provider)
    {
        var answer = await AskAsync(provider, Whole(provider), contentType: "application/json");

        Assert.Equal(Shown((await AskAsync(provider, Whole(provider), streams: false)).Response), Shown(answer.Response));
        Assert.Empty(answer.Heard);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_ThatBreaksOff_IsABrokenConnection(string provider)
    {
        var events = Events(provider);
        // Without the reason why the model stopped, and what follows it.
        var half = events[..events.LastIndexOf(provider == "openai" ? """{"choices":[{"index":0,"delta":{},""" : "event: message_delta",
            StringComparison.Ordinal)];

        var failure = await Assert.ThrowsAsync<ModelException>(() => AskAsync(provider, half));
        Assert.True(failure.Transient);

        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(half);
            await context.Response.Body.FlushAsync();
            await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
            context.Abort();
        });
        using var models = new ModelHost();
        failure = await Assert.ThrowsAsync<ModelException>(() => StreamedAnswer.AskAsync(
            Client(models, provider, server.Url), true, Question, new ChatOptions(), part =>
            {
                if (Part(part) == "me see") told.TrySetResult();
            }));
        Assert.True(failure.Transient);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_WithAnErrorInIt_IsThatFailure(string provider)
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => AskAsync(provider, Lines(provider == "openai"
            ? [OpenAIChunks[0], """{"error":{"message":"too busy","code":503}}"""]
            : [AnthropicEvents[0], """{"type":"error","error":{"type":"overloaded_error","message":"too busy"}}"""])));

        Assert.True(failure.Transient);
        Assert.Contains("too busy", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", """{"error":{"message":"Unrecognized request argument supplied: stream_options"}}""", 400)]
    [InlineData("openai", """{"detail":"stream=true is not supported"}""", 422)]
    [InlineData("anthropic", """{"error":{"message":"streaming is not available"}}""", 400)]
    public async Task Stream_ThatTheServerRefuses_IsAskedForWithoutAndNeverAgain(string provider, string words, int status)
    {
        await using var server = await RecordingServer.StartAsync(context => RecordingServer.Answer(context, Whole(provider)));
        await using var refusing = await RecordingServer.StartAsync(async context =>
        {
            var asked = server.Requests.Count;
            await RecordingServer.Answer(
                context, asked > 0 ? Whole(provider) : words, asked > 0 ? 200 : status);
            if (asked == 0) server.Requests.Enqueue(new RecordedRequest("", "", new Dictionary<string, string>(), ""));
        });
        using var models = new ModelHost();
        var client = Client(models, provider, refusing.Url);

        for (var i = 0; i < 2; i++)
        {
            var answer = await StreamedAnswer.AskAsync(client, true, Question, new ChatOptions(), _ => { });
            Assert.Equal("Let me see", answer.Text);
        }

        Assert.Equal([true, false, false], refusing.Requests.Select(asked => asked.Json.TryGetProperty("stream", out _)));
    }

    [Fact]
    public async Task Stream_WithTheKeyInIt_IsToldWithoutHoweverItIsCut()
    {
        const string Key = "sk-1234567890";
        foreach (var cut in (int[])[1, 2, 5, 12])
        {
            string[] chunks =
            [
                "the key is " + Key[..cut], Key[cut..] + " and sk-", "12 is not",
            ];
            await using var server = await RecordingServer.StartAsync(
                Lines([.. chunks.Select(text => JsonSerializer.Serialize(
                    new { choices = new[] { new { delta = new { content = text } } } })), "[DONE]"]), 200, "text/event-stream");
            using var models = new ModelHost();
            var heard = new List<string>();
            var answer = await StreamedAnswer.AskAsync(
                models.OpenAI(server.Url, model => model with { ApiKey = Key }), true, Question, new ChatOptions(),
                part => heard.Add(Part(part)));

            Assert.Equal("the key is [redacted] and sk-12 is not", answer.Text);
            Assert.Equal(answer.Text, string.Concat(heard));
        }
    }

    [Fact]
    public async Task Stream_OfAClientThatKnowsNone_IsAskedWithout()
    {
        using var client = new WholeClient();

        Assert.Equal("whole", (await StreamedAnswer.AskAsync(client, true, Question, new ChatOptions(), _ => { })).Text);
    }

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    private static string Whole(string provider) => provider == "openai" ? OpenAIWhole : AnthropicWhole;

    private static string Events(string provider) => Lines(provider == "openai" ? OpenAIChunks : AnthropicEvents);

    private static string Lines(IEnumerable<string> events) => string.Concat(events.Select(data =>
        data.StartsWith("""{"type":""", StringComparison.Ordinal)
            ? $"event: {JsonElement.Parse(data).GetProperty("type").GetString()}\ndata: {data}\n\n"
            : $"data: {data}\n\n"));

    private static async Task<(ChatResponse Response, List<string> Heard, JsonElement Asked)> AskAsync(
        string provider, string body, bool streams = true, string? contentType = null)
    {
        contentType ??= streams ? "text/event-stream" : "application/json";
        await using var server = await RecordingServer.StartAsync(body, 200, contentType);
        using var models = new ModelHost();
        var heard = new List<string>();
        var response = await StreamedAnswer.AskAsync(
            Client(models, provider, server.Url), streams, Question, new ChatOptions(), part => heard.Add(Part(part)));
        return (response, [.. heard.Where(part => part.Length > 0)], server.Single.Json);
    }

    private static IChatClient Client(ModelHost models, string provider, string url) =>
        provider == "openai" ? models.OpenAI(url) : models.Anthropic(url);

    private static string Part(AIContent content) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent thought => "~" + thought.Text,
        ToolCallPart call => $"{call.Index} {call.CallId} {call.Name} {call.Arguments}",
        _ => "",
    };

    private static string Shown(ChatResponse response)
    {
        var usage = response.Usage!;
        return string.Join('\n', [
            response.ResponseId, response.ModelId, response.FinishReason?.Value, response.Text,
            .. response.Messages[0].Contents.OfType<FunctionCallContent>()
                .Select(call => $"{call.CallId} {call.Name} {JsonSerializer.Serialize(call.Arguments)}"),
            $"{usage.InputTokenCount} {usage.OutputTokenCount} {usage.ReasoningTokenCount} {usage.CachedInputTokenCount}",
            ProviderParts.Of(response.Messages[0]) ?? "nothing kept"]);
    }

    private sealed class WholeClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "whole")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
