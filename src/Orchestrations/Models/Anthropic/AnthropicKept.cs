using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.Anthropic;

/// <summary>
/// Blocks of an answer that go back as they came, thoughts with their signatures before all, in their places among the others: an
/// array of blocks, where a number stands for so many characters of the text, and null for the next call.
/// </summary>
internal static class AnthropicKept
{
    /// <summary>What is to be kept of an answer's blocks; null for nothing.</summary>
    public static string? Of(JsonElement blocks)
    {
        var (places, some) = (new JsonArray(), false);
        foreach (var block in blocks.EnumerateArray().Where(block => block.ValueKind == JsonValueKind.Object))
        {
            switch (String(block, "type"))
            {
                case "text": places.Add(String(block, "text")?.Length ?? 0); break;
                case "tool_use": places.Add((JsonNode?)null); break;
                default:
                    places.Add(JsonNode.Parse(block.GetRawText(), null, AnyDepth));
                    some = true;
                    break;
            }
        }

        return some ? ProviderParts.Write(places) : null;
    }

    /// <summary>An answer's contents with what was kept of it in its places, each as a block.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="write">Writes what is text or a call; null for what is left out.</param>
    public static IEnumerable<JsonObject> Write(ChatMessage message, Func<AIContent, JsonObject?> write)
    {
        var text = message.Text;
        var calls = new Queue<FunctionCallContent>(message.Contents.OfType<FunctionCallContent>());
        if (ProviderParts.Read<JsonArray>(message) is not { } places || !Fits(places, text, calls.Count))
            return message.Contents.Select(write).OfType<JsonObject>();
        var blocks = new List<JsonObject?>();
        var said = 0;
        foreach (var place in places)
        {
            if (place is JsonObject block) blocks.Add(block.DeepClone().AsObject());
            else if (place is null) blocks.Add(write(calls.Dequeue()));
            else
            {
                var length = place.GetValue<int>();
                blocks.Add(write(new TextContent(text.Substring(said, length))));
                said += length;
            }
        }

        return blocks.OfType<JsonObject>();
    }

    private static bool Fits(JsonArray places, string text, int calls) =>
        places.Sum(place => place is JsonValue length ? length.GetValue<int>() : 0) == text.Length
            && places.Count(place => place is null) == calls;
}
