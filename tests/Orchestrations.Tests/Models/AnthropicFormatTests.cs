using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>Structured output: by the API where it can, in words where it cannot.</summary>
public class AnthropicFormatTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Fact]
    public async Task GetResponseAsync_Schema_SentAsOutputConfigClosedAndWithoutBounds()
    {
        var sent = await SendAsync(ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""
            {"type":"object","required":["subtasks"],"properties":{"subtasks":{"type":"array","minItems":2,"items":
              {"type":"object","properties":{"memberId":{"enum":["a","b"]},"task":{"type":"string","minLength":1}},
               "required":["memberId","task"],"additionalProperties":false}}}}
            """), "split"));

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {"format":{"type":"json_schema","schema":{"type":"object","required":["subtasks"],"additionalProperties":false,
                 "properties":{"subtasks":{"type":"array","items":
                  {"type":"object","properties":{"memberId":{"enum":["a","b"]},"task":{"type":"string"}},
                   "required":["memberId","task"],"additionalProperties":false}}}}}}
                """), sent.GetProperty("output_config")), sent.GetRawText());
        Assert.False(sent.TryGetProperty("system", out _));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["object","null"]}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":true}}}""")]
    public async Task GetResponseAsync_SchemaTheApiCannotKeep_InTheSystemPrompt(string schema)
    {
        var sent = await SendAsync(ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema)));

        Assert.False(sent.TryGetProperty("output_config", out _));
        Assert.Equal(
            $"Answer with one JSON object that fits this JSON Schema, and nothing else:\n{schema}",
            sent.GetProperty("system").GetString());
    }

    [Fact]
    public async Task GetResponseAsync_JsonWithoutSchema_InTheSystemPrompt() =>
        Assert.Equal("Answer with one JSON object, and nothing else.", (await SendAsync(
            ChatResponseFormat.Json)).GetProperty("system").GetString());

    private static async Task<JsonElement> SendAsync(ChatResponseFormat format)
    {
        await using var server = await RecordingServer.StartAsync("""{"content":[{"type":"text","text":"{}"}]}""");
        using var models = new ModelHost();
        await models.Anthropic(server.Url).GetResponseAsync(Question, new ChatOptions { ResponseFormat = format });
        return server.Single.Json;
    }
}
