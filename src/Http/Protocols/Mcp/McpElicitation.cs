using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// A requirement as a question to whoever sits at the client: <c>elicitation/create</c>
/// (https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation). Forms have flat fields of simple types, so
/// what is no such field is asked for as JSON in a text.
/// </summary>
internal static class McpElicitation
{
    /// <summary>The method.</summary>
    public const string Method = "elicitation/create";

    private const string IdPrefix = "elicitation:";

    /// <summary>The parameters of the question.</summary>
    public static JsonObject Of(RequirementRecord requirement, RequirementView view) => new()
    {
        ["message"] = McpWords.Question(view),
        ["requestedSchema"] = view.Kind switch
        {
            RequirementKind.Confirmation => Form(
                ["decision"],
                ("decision", Choice("approve", "reject")),
                ("note", Text("Told to the member with a rejection.")),
                ("arguments", requirement.AllowEdit
                    ? Text("Other arguments for the call, as JSON; leave it as it is to approve these.", view.Tool.Arguments)
                    : null),
                ("by", Text("Who decides."))),
            RequirementKind.UserInput => Form(
                [.. view.InputFields.Where(field => field.Required).Select(field => field.Name)],
                [.. view.InputFields.Select(field => (field.Name, (JsonObject?)Field(field)))]),
            RequirementKind.ExternalExecution => Form(
                [],
                ("result", Text("What the tool answered.")),
                ("error", Text("Why it failed, instead of a result.")),
                ("by", Text("Who decides."))),
            _ => Form(
                ["decision"],
                ("decision", Choice("retry", "skip", "reject")),
                ("result", Text("With skip: what the call answered.")),
                ("note", Text("Why.")),
                ("by", Text("Who decides."))),
        },
    };

    /// <summary>The question as the SDK sends it in a result.</summary>
    public static InputRequest Input(RequirementRecord requirement, RequirementView view) => new()
    {
        Method = Method,
        Params = JsonSerializer.SerializeToElement(Of(requirement, view)),
    };

    /// <summary>The question as a request of its own, for clients of revisions that answer it in a request of theirs.</summary>
    public static JsonObject Request(RequirementRecord requirement, RequirementView view) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = $"{IdPrefix}{requirement.RequirementId}:{Guid.NewGuid():N}",
        ["method"] = Method,
        ["params"] = Of(requirement, view),
    };

    /// <summary>The requirement that an answer of a client is for; null where the message is no such answer.</summary>
    public static string? RequirementOf(JsonElement message)
    {
        if (message.TryGetProperty("method", out _) || !message.TryGetProperty("id", out var id)
            || id.ValueKind != JsonValueKind.String || id.GetString() is not { } text
            || !text.StartsWith(IdPrefix, StringComparison.Ordinal))
            return null;
        var end = text.LastIndexOf(':');
        return end > IdPrefix.Length ? text[IdPrefix.Length..end] : null;
    }

    private static JsonObject Form(IReadOnlyList<string> required, params (string Name, JsonObject? Schema)[] fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Where(one => one.Schema is not null)
            .Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Schema))),
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
    };

    private static JsonObject Choice(params string[] words) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]),
    };

    private static JsonObject Text(string description, JsonElement? json = null)
    {
        var text = new JsonObject { ["type"] = "string", ["description"] = description };
        if (json is { } value) text["default"] = JsonSerializer.Serialize(value, ContractJson.Answers);
        return text;
    }

    /// <summary>Whether a form can ask for a field as it is; else it asks for JSON in a text.</summary>
    public static bool IsSimple(InputFieldView field) =>
        field.Type is "string" or "number" or "integer" or "boolean"
        && field.Choices?.All(choice => choice.ValueKind == JsonValueKind.String) != false;

    private static JsonObject Field(InputFieldView field)
    {
        var simple = IsSimple(field);
        var schema = new JsonObject
        {
            ["type"] = simple ? field.Type : "string",
            ["description"] = (field.Description ?? field.Name) + (simple ? "" : " (JSON)") + (simple || field.Choices is null
                ? "" : $" One of {string.Join(", ", field.Choices.Select(one => one.GetRawText()))}."),
        };
        if (simple && field.Choices is { } words) schema["enum"] = JsonSerializer.SerializeToNode(words, ContractJson.Answers);
        if (field.Value is { } value)
            schema["default"] = simple
                ? JsonSerializer.SerializeToNode(value, ContractJson.Answers)
                : JsonSerializer.Serialize(value, ContractJson.Answers);
        return schema;
    }
}
