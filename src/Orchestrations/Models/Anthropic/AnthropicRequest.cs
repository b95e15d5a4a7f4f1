using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Anthropic;

/// <summary>Writes Messages API requests.</summary>
internal static class AnthropicRequest
{
    /// <summary>The API wants a bound on every answer; this where neither model nor request has one.</summary>
    public const int DefaultMaxTokens = 8192;

    /// <summary>The body of a request; options win over the model's own settings.</summary>
    public static JsonObject Write(ModelDefinition model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var format = options?.ResponseFormat as ChatResponseFormatJson;
        var schema = format?.Schema is { } asked ? AnthropicSchema.Narrow(asked) : null;
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model.Model,
            ["max_tokens"] = options?.MaxOutputTokens ?? model.MaxOutputTokens ?? DefaultMaxTokens,
        };
        var system = string.Join(
            "\n\n", AnthropicMessages.System(all, options?.Instructions, schema is null ? Words(format) : null));
        if (system.Length > 0) body["system"] = system;
        body["messages"] = new AnthropicMessages(ProviderToolNames.Offered(options)).Write(all);
        if (options?.Temperature is { } wanted) body["temperature"] = wanted;
        else if (model.Temperature is { } own) body["temperature"] = own;
        if (options?.TopP is { } topP) body["top_p"] = topP;
        if (options?.StopSequences is { Count: > 0 } stops)
            body["stop_sequences"] = new JsonArray([.. stops.Select(s => JsonValue.Create(s))]);
        if (schema is not null)
            body["output_config"] = new JsonObject
            {
                ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = schema }
            };
        AddTools(body, options);
        return body;
    }

    // What the API's own format cannot say is asked for in words.
    private static string? Words(ChatResponseFormatJson? format) =>
        format is null ? null
        : format.Schema is { } schema
            ? "Answer with one JSON object that fits this JSON Schema, and nothing else:\n"
                + JsonSerializer.Serialize(schema, ContractJson.Compact)
            : "Answer with one JSON object, and nothing else.";

    private static void AddTools(JsonObject body, ChatOptions? options)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().Select(Tool).ToArray() ?? [];
        if (tools.Length == 0) return;
        body["tools"] = new JsonArray(tools);
        var choice = options?.ToolMode switch
        {
            NoneChatToolMode => new JsonObject { ["type"] = "none" },
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["type"] = "tool", ["name"] = name },
            RequiredChatToolMode => new JsonObject { ["type"] = "any" },
            _ => options?.AllowMultipleToolCalls is null ? null : new JsonObject { ["type"] = "auto" },
        };
        if (choice is null) return;
        if (options!.AllowMultipleToolCalls is { } several && options.ToolMode is not NoneChatToolMode)
            choice["disable_parallel_tool_use"] = !several;
        body["tool_choice"] = choice;
    }

    private static JsonObject Tool(AIFunctionDeclaration function)
    {
        var parameters = function.JsonSchema.ValueKind == JsonValueKind.Object ? JsonObject.Create(function.JsonSchema)! : [];
        // Refused without, even of a function that takes nothing.
        if (!parameters.ContainsKey("type")) parameters["type"] = "object";
        var described = new JsonObject { ["name"] = function.Name };
        if (function.Description.Length > 0) described["description"] = function.Description;
        described["input_schema"] = parameters;
        return described;
    }
}
