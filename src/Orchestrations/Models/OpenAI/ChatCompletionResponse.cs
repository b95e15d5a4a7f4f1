using System.Text.Json;
using DurableTeams.Json.Answers;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.OpenAI;

/// <summary>Reads Chat Completions answers, as lenient as the servers that call themselves compatible are different.</summary>
internal static class ChatCompletionResponse
{
    /// <summary>The answer in a body.</summary>
    /// <exception cref="ModelException">It holds none, or an error.</exception>
    public static ChatResponse Read(string body, string? secret)
    {
        // Gateways that always stream do so unasked.
        if (ProviderStream.IsOne(body)) return Read(ChatCompletionStream.Whole(body, secret), secret);
        try
        {
            using var document = JsonDocument.Parse(LenientJson.Repair(body), AnyDepth);
            return Read(document.RootElement, secret);
        }
        catch (JsonException)
        {
            throw new ModelException(
                $"The model provider's answer is not JSON: {ProviderError.Clean(body, secret)}", transient: true, 200);
        }
    }

    /// <summary>The answer.</summary>
    /// <exception cref="ModelException">It is none, or an error.</exception>
    public static ChatResponse Read(JsonElement root, string? secret)
    {
        // Gateways report errors of the model behind them with status 200.
        if (ChatCompletionError.In(root, root, secret) is { } failed) throw failed;
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
            throw new ModelException(
                "The model provider's answer holds no choice: "
                    + ProviderError.Clean(ProviderError.Describe(root.GetRawText()), secret),
                transient: true, 200);
        var choice = choices[0];
        if (ChatCompletionError.In(choice, choice, secret) is { } broken) throw broken;
        if (Member(choice, "message") is not { ValueKind: JsonValueKind.Object } message)
            throw new ModelException("The model provider's answer holds no message.", transient: true, 200);

        var answer = new ChatMessage(ChatRole.Assistant, []) { MessageId = String(root, "id") };
        var content = Content(message);
        var refusal = content.Length == 0 ? String(message, "refusal") : null;
        if ((refusal ?? content) is { Length: > 0 } text) answer.Contents.Add(new TextContent(text));
        var calls = Calls(message);
        foreach (var call in calls) answer.Contents.Add(Call(call));
        ProviderParts.Put(answer, ChatCompletionKept.Of(message, calls));
        var reason = FinishReasons.Of(String(choice, "finish_reason"), calls.Count > 0);
        if (reason == FinishReasons.Error)
            throw new ModelException(
                "The model provider says that the model stopped with an error, but not with which one.", transient: true, 200);
        return new ChatResponse(answer)
        {
            ResponseId = answer.MessageId,
            ModelId = String(root, "model"),
            Usage = Usage(Member(root, "usage")),
            // A refusal is the answer's text; that it is one stays visible.
            FinishReason = new ChatFinishReason(
                refusal is { Length: > 0 } && reason == FinishReasons.Stop ? FinishReasons.ContentFilter : reason),
        };
    }

    // A string, an array of parts, one part, or null.
    private static string Content(JsonElement message) => Member(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } content => content.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(Part)),
        { ValueKind: JsonValueKind.Object } part => Part(part) ?? "",
        _ => "",
    };

    // Thoughts among the parts are not what is said.
    private static string? Part(JsonElement part) =>
        part.ValueKind == JsonValueKind.String ? part.GetString()
        : String(part, "type") is "thinking" or "reasoning" ? null
        : String(part, "text") ?? String(part, "refusal");

    // An array by the protocol; one call from some servers, and the older form from others.
    private static List<JsonElement> Calls(JsonElement message) => Member(message, "tool_calls") switch
    {
        { ValueKind: JsonValueKind.Array } several when several.GetArrayLength() > 0 =>
            [.. several.EnumerateArray().Where(call => call.ValueKind == JsonValueKind.Object)],
        { ValueKind: JsonValueKind.Object } one => [one],
        _ => Member(message, "function_call") is { ValueKind: JsonValueKind.Object } older ? [older] : [],
    };

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = Member(call, "function") ?? call;
        // Some servers leave the id empty; the answer is recorded, so a random one is as good as theirs.
        var id = String(call, "id") is { Length: > 0 } given ? given : $"call_{Guid.NewGuid():N}";
        var name = String(function, "name") is { Length: > 0 } named ? named : "unknown";
        // A string by the protocol, an object from some servers.
        var arguments = Member(function, "arguments") switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => other.GetRawText(),
        };
        return RawArguments.Read(id, name, arguments);
    }

    private static UsageDetails? Usage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } counts) return null;
        var input = Count(counts, "prompt_tokens");
        var output = Count(counts, "completion_tokens");
        if (input is null && output is null) return null;
        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = Count(counts, "total_tokens") ?? (input ?? 0) + (output ?? 0),
            CachedInputTokenCount = Member(counts, "prompt_tokens_details") is { } read ? Count(read, "cached_tokens") : null,
            ReasoningTokenCount = Member(counts, "completion_tokens_details") is { } thought
                ? Count(thought, "reasoning_tokens")
                : null,
        };
    }
}
