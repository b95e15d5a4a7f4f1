using System.Text;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>Reads the <c>input</c> of a response: a text, or items (package openai 7.59, ResponseInputItem).</summary>
internal static class OpenAIItems
{
    private const int MostItems = 10_000;

    // Items that clients send back as they got them; what a team did, it knows.
    private static readonly string[] OfTeams =
    [
        "reasoning", "function_call", "mcp_call", "mcp_list_tools", "mcp_approval_request", "item_reference", "compaction",
    ];

    /// <summary>The turns.</summary>
    /// <exception cref="ApiException">400: it is not such an input, or has what is no text.</exception>
    public static IReadOnlyList<OpenAITurn> Read(BodyFields body)
    {
        switch (body.OptionalValue("input"))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } text:
                return [new OpenAITurn("input", "user", text.GetString())];
            case { ValueKind: JsonValueKind.Array } items when items.GetArrayLength() == 0:
                return [];
            case { ValueKind: JsonValueKind.Array }:
                List<OpenAITurn> turns = [];
                foreach (var item in body.RequiredObjects("input", MostItems))
                    turns.Add(Item(item, FormattableString.Invariant($"input[{turns.Count}]")));
                return turns;
            default:
                throw ApiErrors.InvalidField("input", "must be a string or an array.");
        }
    }

    /// <summary>The words of a content: a text, or an array of text parts.</summary>
    /// <exception cref="ApiException">400: it has a part that is no text.</exception>
    public static string Words(JsonElement? content, string place)
    {
        switch (content)
        {
            case { ValueKind: JsonValueKind.String } text:
                return text.GetString()!;
            case { ValueKind: JsonValueKind.Array } parts:
                var words = new StringBuilder();
                foreach (var part in parts.EnumerateArray())
                    words.Append(words.Length == 0 ? "" : "\n").Append(Part(part, place));
                return words.ToString();
            default:
                throw ApiErrors.InvalidField(place, "is required, a string or an array of text parts.");
        }
    }

    private static string Part(JsonElement part, string place)
    {
        var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named)
            && named.ValueKind == JsonValueKind.String
            ? named.GetString()
            : throw ApiErrors.InvalidField(place, "must hold objects with a type.");
        var member = type switch
        {
            "text" or "input_text" or "output_text" => "text",
            "refusal" => "refusal",
            _ => throw new ApiException(
                400, "unsupportedContent", $"{place}: teams take text, and no part of type {Shorten(type!)}.", place),
        };
        return part.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw ApiErrors.InvalidField(place, $"has a part of type {type} without {member}.");
    }

    private static OpenAITurn Item(BodyFields item, string place)
    {
        var type = item.OptionalWords("type") ?? "message";
        switch (type)
        {
            case "message":
                var role = item.OptionalWord("role", OpenAITurn.Roles)
                    ?? throw ApiErrors.InvalidField(
                        item.PathOf("role"), $"is required, one of {string.Join(", ", OpenAITurn.Roles)}.");
                return new OpenAITurn(place, role, Words(item.OptionalValue("content"), item.PathOf("content")));
            case "mcp_approval_response":
                return new OpenAITurn(place, Answer: new OpenAIAnswer(
                    item.RequiredText("approval_request_id"),
                    item.OptionalFlag("approve")
                        ?? throw ApiErrors.InvalidField(item.PathOf("approve"), "is required, true or false."),
                    item.OptionalText("reason", int.MaxValue), place));
            case "function_call_output":
                return new OpenAITurn(place, Answer: new OpenAIAnswer(
                    item.RequiredText("call_id"), null, Words(item.OptionalValue("output"), item.PathOf("output")),
                    item.PathOf("output")));
            default:
                return OfTeams.Contains(type, StringComparer.Ordinal)
                    ? new OpenAITurn(place)
                    : throw new ApiException(
                        400, "unsupportedContent", $"{place}: teams take no item of type {Shorten(type)}.", place);
        }
    }

    private static string Shorten(string type) => type.Length <= 100 ? type : type[..100] + "…";
}
