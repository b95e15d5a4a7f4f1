using System.Text.Json.Nodes;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>The words, thoughts and parts of calls in a chunk of a stream.</summary>
internal static class ChatCompletionDelta
{
    public static void Read(JsonObject delta, ICollection<AIContent> heard)
    {
        // The one is DeepSeek's and vLLM's, the other OpenRouter's and Ollama's.
        if ((Text(delta["reasoning_content"]) ?? Text(delta["reasoning"])) is { Length: > 0 } thought)
            heard.Add(new TextReasoningContent(thought));
        if (delta["content"] is JsonArray parts)
        {
            foreach (var part in parts.OfType<JsonObject>()) Part(part, heard);
        }
        else if ((Text(delta["content"]) ?? Text(delta["refusal"])) is { Length: > 0 } text)
        {
            heard.Add(new TextContent(text));
        }

        var calls = delta["tool_calls"] as JsonArray ?? (delta["tool_calls"] is JsonObject one ? [one.DeepClone()] : []);
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i] is JsonObject call) heard.Add(Call(call, i));
        }
    }

    private static void Part(JsonObject part, ICollection<AIContent> heard)
    {
        if (Text(part["type"]) is "thinking" or "reasoning")
        {
            if ((Text(part["text"]) ?? Text(part["thinking"])) is { Length: > 0 } thought)
                heard.Add(new TextReasoningContent(thought));
        }
        else if (Text(part["text"]) is { Length: > 0 } text)
        {
            heard.Add(new TextContent(text));
        }
    }

    private static ToolCallPart Call(JsonObject call, int at)
    {
        var function = call["function"] as JsonObject ?? call;
        var index = call["index"] is JsonValue place && place.TryGetValue(out int given) ? given : at;
        var arguments = Text(function["arguments"]) ?? (function["arguments"] as JsonObject)?.ToJsonString() ?? "";
        return new ToolCallPart(index, Text(call["id"]), Text(function["name"]), arguments);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
