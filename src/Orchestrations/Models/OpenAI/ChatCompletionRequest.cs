using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// Writes Chat Completions requests. By hand rather than with the SDK's types: those send <c>max_completion_tokens</c>
/// and content part arrays, which many compatible servers do not know, and refuse what servers answer in practice.
/// </summary>
internal static class ChatCompletionRequest
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a request, as a whole.</summary>
    public static BinaryData Write(ModelDefinition model, IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(Build(model, messages, options), Relaxed));

    /// <summary>The body of a request; options win over the model's own settings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="keeps">Whether what the server sent beside its answers goes back to it (see
    /// <see cref="ProviderParts"/>).</param>
    public static JsonObject Build(
        ModelDefinition model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool keeps = true)
    {
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model.Model,
            ["messages"] = new JsonArray(
                [.. ChatCompletionMessages.Write(messages, options?.Instructions, ProviderToolNames.Offered(options), keeps)]),
        };
        if (options?.Temperature is { } asked) body["temperature"] = asked;
        else if (model.Temperature is { } own) body["temperature"] = own;
        if (options?.TopP is { } topP) body["top_p"] = topP;
        if (options?.Seed is { } seed) body["seed"] = seed;
        if (options?.StopSequences is { Count: > 0 } stops)
            body["stop"] = new JsonArray([.. stops.Select(s => JsonValue.Create(s))]);
        if ((options?.MaxOutputTokens ?? model.MaxOutputTokens) is { } most)
            body[model.Provider == "azureOpenAI" ? "max_completion_tokens" : TokenBoundName(model.Endpoint)] = most;
        if (options?.ResponseFormat is ChatResponseFormatJson format) body["response_format"] = ResponseFormat(format);
        AddTools(body, options);
        return body;
    }

    /// <summary>
    /// Everything compatible knows <c>max_tokens</c>; only OpenAI's own newer models refuse it, and the servers that run
    /// those know the newer name.
    /// </summary>
    internal static string TokenBoundName(string? endpoint)
    {
        if (endpoint is null || !Uri.TryCreate(endpoint, UriKind.Absolute, out var address)) return "max_completion_tokens";
        ReadOnlySpan<string> own = [".openai.com", ".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];
        foreach (var suffix in own)
        {
            if (address.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return "max_completion_tokens";
        }

        return "max_tokens";
    }

    private static void AddTools(JsonObject body, ChatOptions? options)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().Select(Tool).ToArray() ?? [];
        if (tools.Length == 0) return;
        body["tools"] = new JsonArray(tools);
        if (options?.AllowMultipleToolCalls is { } several) body["parallel_tool_calls"] = several;
        JsonNode? choice = options?.ToolMode switch
        {
            NoneChatToolMode => "none",
            RequiredChatToolMode { RequiredFunctionName: { } name } =>
                new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } },
            RequiredChatToolMode => "required",
            _ => null, // "auto" is what every server does unasked, and some know no tool_choice at all.
        };
        if (choice is not null) body["tool_choice"] = choice;
    }

    private static JsonObject Tool(AIFunctionDeclaration function)
    {
        var parameters = function.JsonSchema.ValueKind == JsonValueKind.Object ? JsonObject.Create(function.JsonSchema)! : [];
        // OpenAI refuses parameters without these two, even of a function that takes none.
        if (!parameters.ContainsKey("type")) parameters["type"] = "object";
        if (!parameters.ContainsKey("properties")) parameters["properties"] = new JsonObject();
        var described = new JsonObject { ["name"] = function.Name };
        if (function.Description.Length > 0) described["description"] = function.Description;
        described["parameters"] = parameters;
        return new JsonObject { ["type"] = "function", ["function"] = described };
    }

    private static JsonObject ResponseFormat(ChatResponseFormatJson format)
    {
        if (format.Schema is not { } schema) return new JsonObject { ["type"] = "json_object" };
        var described = new JsonObject { ["name"] = FormatName(format.SchemaName), ["schema"] = JsonSerializer.SerializeToNode(
            schema) };
        if (format.SchemaDescription is { Length: > 0 } description) described["description"] = description;
        return new JsonObject { ["type"] = "json_schema", ["json_schema"] = described };
    }

    // What servers take as a name; anything else would fail the whole request.
    private static string FormatName(string? name)
    {
        var usable = string.Concat((name ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return usable.Length switch { 0 => "answer", > 64 => usable[..64], _ => usable };
    }
}
