using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Messages in the form of the conventions for generative AI, <c>[{role, parts: [{type, …}]}]</c>, cut to the length of an
/// attribute.
/// </summary>
internal static class ContentJson
{
    /// <summary>How long an attribute may be, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxText = 16 * 1024;

    /// <summary>The newest messages, as many as fit; each may be cut itself.</summary>
    public static string Of(IEnumerable<MessageRecord> messages, IReadOnlyList<MemberRunRecord> agents)
    {
        var kept = new Stack<string>();
        var length = 2;
        foreach (var message in messages.Reverse())
        {
            var text = Message(message, agents).ToJsonString(ContractJson.Compact);
            length += text.Length + 1;
            if (length > MaxLength) break;
            kept.Push(text);
        }

        return $"[{string.Join(',', kept)}]";
    }

    /// <summary>A text, cut to the length of an attribute.</summary>
    public static string? Cut(string? text, int length = MaxLength) =>
        text is null || text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");

    private static JsonObject Message(MessageRecord message, IReadOnlyList<MemberRunRecord> agents)
    {
        var text = Cut(MessageView.TextOf(message, agents), MaxText);
        var parts = new JsonArray();
        if (message.CallId is { } callId)
            parts.Add((JsonNode)new JsonObject { ["type"] = "tool_call_response", ["id"] = callId, ["response"] = text });
            else if (!string.IsNullOrEmpty(text)) parts.Add((JsonNode)new JsonObject { ["type"] = "text", ["content"] = text });
        foreach (var call in message.Calls ?? []) parts.Add((JsonNode)Call(call));
        return new JsonObject { ["role"] = message.Role, ["parts"] = parts };
    }

    private static JsonObject Call(StoredCall call)
    {
        var json = call.Arguments.ValueKind == JsonValueKind.Undefined ? "null" : call.Arguments.GetRawText();
        var arguments = json.Length <= MaxText ? JsonNode.Parse(json) : JsonValue.Create(Cut(json, MaxText));
        return new JsonObject { ["type"] = "tool_call", ["id"] = call.CallId, ["name"] = call.Name, ["arguments"] = arguments };
    }
}
