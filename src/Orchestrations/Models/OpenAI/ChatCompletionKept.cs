using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// What servers want back of a message as they sent it: <c>{"message": {…}, "calls": [{…} or null, …]}</c>, the members that are
/// to be there again. Of a call that is everything the protocol does not know (<c>extra_content</c>, a thought's signature), of a
/// message what is known to be wanted.
/// </summary>
internal static class ChatCompletionKept
{
    /// <summary>Members of a message that servers want back.</summary>
    private static readonly string[] OfMessage = ["extra_content", "reasoning_details", "reasoning_opaque", "thinking_blocks"];

    /// <summary>Wanted back with calls by those that think, and ignored or refused by others without.</summary>
    private const string Reasoning = "reasoning_content";

    private static readonly string[] KnownOfCall = ["id", "type", "index", "function", "name", "arguments"];
    private static readonly string[] KnownOfFunction = ["name", "arguments"];

    /// <summary>What is to be kept of an answer's message; null for nothing.</summary>
    public static string? Of(JsonElement message, IReadOnlyList<JsonElement> calls)
    {
        var kept = new JsonObject();
        foreach (var name in calls.Count > 0 ? [.. OfMessage, Reasoning] : OfMessage)
        {
            if (Member(message, name) is { } member) kept[name] = Copy(member);
        }

        JsonNode?[] ofCalls = [.. calls.Select(OfCall)];
        if (kept.Count == 0 && ofCalls.All(call => call is null)) return null;
        return ProviderParts.Write(new JsonObject { ["message"] = kept, ["calls"] = new JsonArray(ofCalls) });
    }

    /// <summary>Puts what was kept of a message into it.</summary>
    public static void Restore(ChatMessage message, JsonObject written)
    {
        if (ProviderParts.Read<JsonObject>(message) is not { } kept) return;
        Add(kept["message"], written);
        if (kept["calls"] is not JsonArray ofCalls || written["tool_calls"] is not JsonArray calls) return;
        foreach (var (call, back) in calls.Zip(ofCalls)) Add(back, call!.AsObject());
    }

    /// <summary>Whether a server refuses, by its words, what it sent itself; there are such, and they name it.</summary>
    public static bool IsRefusedBy(ModelException failure) =>
        failure.StatusCode is 400 or 422
        && (failure.Message.Contains("unsupported", StringComparison.OrdinalIgnoreCase)
            || failure.Message.Contains("not permitted", StringComparison.OrdinalIgnoreCase))
        && OfMessage.Append(Reasoning).Any(name => failure.Message.Contains(name, StringComparison.Ordinal));

    private static JsonNode? OfCall(JsonElement call)
    {
        var kept = Rest(call, KnownOfCall);
        if (Member(call, "function") is { ValueKind: JsonValueKind.Object } function
            && Rest(function, KnownOfFunction) is { Count: > 0 } more)
            kept["function"] = more;
        return kept.Count == 0 ? null : kept;
    }

    private static JsonObject Rest(JsonElement holder, string[] known)
    {
        var rest = new JsonObject();
        foreach (var member in holder.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !known.Contains(member.Name))
                rest[member.Name] = Copy(member.Value);
        }

        return rest;
    }

    private static void Add(JsonNode? members, JsonObject to)
    {
        foreach (var (name, member) in members as JsonObject ?? [])
        {
            if (to[name] is JsonObject inner && member is JsonObject more) Add(more, inner);
            else if (!to.ContainsKey(name)) to[name] = member?.DeepClone();
        }
    }

    private static JsonNode? Copy(JsonElement member) => JsonNode.Parse(member.GetRawText(), null, AnyDepth);
}
