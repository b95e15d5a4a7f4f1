using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>
/// Which parameters there are (package openai 7.59, ResponseCreateParams and ChatCompletionCreateParams). The rule: what says how
/// models sample, think, cache or are billed is passed over, since models and limits are the team's; what asks for another form
/// of answer, or for a tool, is refused; what is not known is refused as everywhere.
/// </summary>
internal static class OpenAIParameters
{
    private const int MaxIdLength = 200;
    private const int MostPairs = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;

    private static readonly string[] Both =
    [
        "model", "stream", "stream_options", "store", "metadata", "user", "safety_identifier", "conversation",
        "temperature", "top_p", "top_logprobs", "parallel_tool_calls", "service_tier", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "tool_choice", "tools", "moderation",
    ];

    private static readonly string[] OfResponses =
    [
        .. Both, "input", "instructions", "background", "previous_response_id", "access_programs", "background_options",
        "context_management", "image", "include", "max_output_tokens", "max_tool_calls", "prompt", "reasoning", "text",
        "truncation",
    ];

    private static readonly string[] OfChat =
    [
        .. Both, "messages", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "modalities", "n", "prediction", "presence_penalty", "reasoning_effort",
        "response_format", "seed", "stop", "verbosity", "web_search_options",
    ];

    /// <summary>Checks the parameters of a response.</summary>
    /// <exception cref="ApiException">400: one is not known, or asks for what a team cannot do.</exception>
    public static void CheckResponse(BodyFields body)
    {
        body.Only(OfResponses);
        RefuseTools(body, "tools");
        Refuse(body, "prompt", "moderation", "image");
        if (body.OptionalFields("text")?.OptionalValue("format") is { } format) CheckFormat(format, "text.format");
    }

    /// <summary>Checks the parameters of a chat completion.</summary>
    /// <exception cref="ApiException">400: one is not known, or asks for what a team cannot do.</exception>
    public static void CheckChat(BodyFields body)
    {
        body.Only(OfChat);
        RefuseTools(body, "tools");
        RefuseTools(body, "functions");
        Refuse(body, "audio", "moderation", "web_search_options");
        if (body.OptionalFlag("logprobs") == true) throw Unsupported("logprobs", "teams tell no probabilities; leave it out.");
        if (body.OptionalValue("n") is { } n
            && !(n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var count) && count == 1))
            throw Unsupported("n", "a run has one answer; leave it out, or start several runs.");
        if (body.OptionalValue("modalities") is { } modalities && !(modalities.ValueKind == JsonValueKind.Array
            && modalities.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("text"u8))))
            throw Unsupported("modalities", "teams answer in text alone.");
        if (body.OptionalValue("response_format") is { } format) CheckFormat(format, "response_format");
    }

    /// <summary>The user.</summary>
    public static string? User(BodyFields body) =>
        body.OptionalId("user", MaxIdLength) ?? body.OptionalId("safety_identifier", MaxIdLength);

    /// <summary>The conversation: an id, or an object with one.</summary>
    public static string? Conversation(BodyFields body) =>
        body.OptionalValue("conversation") is not { ValueKind: JsonValueKind.Object }
            ? body.OptionalId("conversation", MaxIdLength)
            : body.OptionalFields("conversation") is { } conversation && conversation.OptionalId("id", MaxIdLength) is { } id
                ? id
                : throw ApiErrors.InvalidField("conversation.id", "is required, the id of the conversation.");

    /// <summary>The metadata: at most 16 texts by name; null without.</summary>
    public static JsonObject? Metadata(BodyFields body)
    {
        if (body.OptionalObject("metadata") is not { } given) return null;
        var pairs = new JsonObject();
        foreach (var pair in given.EnumerateObject())
        {
            if (pair.Name.Length > LongestKey || pair.Value.ValueKind != JsonValueKind.String
                || pair.Value.GetString()!.Length > LongestValue || pairs.Count == MostPairs)
                throw ApiErrors.InvalidField(
                    "metadata", $"must have at most {MostPairs} texts of at most {LongestValue} characters, "
                        + $"with names of at most {LongestKey}.");
            pairs[pair.Name] = pair.Value.GetString();
        }

        return pairs;
    }

    /// <summary>A parameter that teams cannot grant.</summary>
    public static ApiException Unsupported(string name, string why) => new(400, "unsupportedParameter", $"{name}: {why}", name);

    private static void RefuseTools(BodyFields body, string name)
    {
        if (body.OptionalValue(name) is not { } tools) return;
        if (tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() > 0)
            throw Unsupported(
                name, "tools are the team's; a call that the client is to make is a tool with approval: externalExecution.");
    }

    private static void Refuse(BodyFields body, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (body.OptionalValue(name) is not null) throw Unsupported(name, "teams have nothing of this kind; leave it out.");
        }
    }

    private static void CheckFormat(JsonElement format, string place)
    {
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type)
            || type.ValueKind != JsonValueKind.String || !type.ValueEquals("text"u8))
            throw Unsupported(place, "the form of answers is the team's (its output schema); leave it out.");
    }
}
