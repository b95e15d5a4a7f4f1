using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json.Answers;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.Anthropic;

/// <summary>
/// An event stream of the Messages API as the message that it comes to
/// (https://docs.claude.com/en/docs/build-with-claude/streaming).
/// </summary>
/// <param name="secret">The key, taken out of failures.</param>
internal sealed class AnthropicStream(string? secret) : IAnswerFold
{
    private readonly SortedDictionary<int, JsonObject> _blocks = [];
    private readonly Dictionary<(int Block, string Member), StringBuilder> _texts = [];
    private readonly List<int> _calls = [];
    private JsonObject _message = [];
    private bool _ended;

    public ChatResponse Whole(string body) => AnthropicResponse.Read(body, secret);

    public bool Add(string data, ICollection<AIContent> heard)
    {
        using var document = Parse(data);
        var item = document.RootElement;
        var index = (int)(Count(item, "index") ?? 0);
        switch (String(item, "type"))
        {
            case "message_start":
                _message = Copy(Member(item, "message")) as JsonObject ?? [];
                break;
            case "content_block_start" when Copy(Member(item, "content_block")) is JsonObject block:
                Begin(index, block, heard);
                break;
            case "content_block_delta" when Member(item, "delta") is { } delta && _blocks.ContainsKey(index):
                Grow(index, delta, heard);
                break;
            case "message_delta":
                foreach (var part in (ReadOnlySpan<string>)["stop_reason", "stop_sequence"])
                {
                    if (Member(item, "delta") is { } ending && Copy(Member(ending, part)) is { } said) _message[part] = said;
                }

                if (Copy(Member(item, "usage")) is JsonObject usage) AddUsage(usage);
                break;
            case "message_stop":
                return _ended = true;
            case "error" when Copy(Member(item, "error")) is { } error:
                _message["error"] = error;
                return _ended = true;
        }

        return false;
    }

    public ChatResponse Complete()
    {
        if (!_ended && _message["stop_reason"] is null)
            throw new ModelException("The model provider's event stream ended before its answer did.", transient: true, 200);
        foreach (var ((index, member), text) in _texts) _blocks[index][member] = Text(member, text.ToString());
        _message["content"] = new JsonArray([.. _blocks.Values.Select(block => block.DeepClone())]);
        return AnthropicResponse.Read(_message.ToJsonString(new JsonSerializerOptions { MaxDepth = int.MaxValue }), secret);
    }

    private void Begin(int index, JsonObject block, ICollection<AIContent> heard)
    {
        _blocks[index] = block;
        foreach (var member in (ReadOnlySpan<string>)["text", "thinking", "signature"])
        {
            if (block[member] is JsonValue value && value.TryGetValue(out string? start)) Written(index, member).Append(start);
        }

        if ((string?)block["type"] != "tool_use") return;
        _calls.Add(index);
        heard.Add(new ToolCallPart(_calls.Count - 1, Text(block["id"]), Text(block["name"]), ""));
    }

    private void Grow(int index, JsonElement delta, ICollection<AIContent> heard)
    {
        switch (String(delta, "type"))
        {
            case "text_delta" when String(delta, "text") is { Length: > 0 } text:
                Written(index, "text").Append(text);
                heard.Add(new TextContent(text));
                break;
            case "thinking_delta" when String(delta, "thinking") is { Length: > 0 } thought:
                Written(index, "thinking").Append(thought);
                heard.Add(new TextReasoningContent(thought));
                break;
            case "signature_delta":
                Written(index, "signature").Append(String(delta, "signature"));
                break;
            case "input_json_delta" when String(delta, "partial_json") is { Length: > 0 } part:
                Written(index, "input").Append(part);
                if (_calls.IndexOf(index) is >= 0 and var call) heard.Add(new ToolCallPart(call, null, null, part));
                break;
            case "citations_delta" when Copy(Member(delta, "citation")) is { } citation:
                if (_blocks[index]["citations"] is JsonArray citations) citations.Add(citation);
                else _blocks[index]["citations"] = new JsonArray(citation);
                break;
        }
    }

    // The last count of each kind is the whole one.
    private void AddUsage(JsonObject usage)
    {
        if (_message["usage"] is not JsonObject counts) _message["usage"] = counts = [];
        foreach (var (name, count) in usage)
        {
            if (count is not null) counts[name] = count.DeepClone();
        }
    }

    private StringBuilder Written(int index, string member) =>
        _texts.TryGetValue((index, member), out var text) ? text : _texts[(index, member)] = new StringBuilder();

    private static JsonNode? Text(string member, string written)
    {
        if (member != "input") return written;
        try
        {
            return JsonNode.Parse(written, null, AnyDepth);
        }
        catch (JsonException)
        {
            // The model is told that these are no arguments.
            return written;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonNode? Copy(JsonElement? element) =>
        element is { } there ? JsonNode.Parse(there.GetRawText(), null, AnyDepth) : null;

    private JsonDocument Parse(string data)
    {
        try
        {
            return JsonDocument.Parse(LenientJson.Repair(data), AnyDepth);
        }
        catch (JsonException)
        {
            throw new ModelException(
                $"The model provider's event stream holds what is not JSON: {ProviderError.Clean(data, secret)}",
                transient: true,
                200);
        }
    }
}
