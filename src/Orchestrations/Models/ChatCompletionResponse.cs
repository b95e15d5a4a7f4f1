using System.Text.Json;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.ProviderJson;

namespace DurableTeams.Models;

/// <summary>Reads Chat Completions answers, as lenient as the servers that call themselves compatible are different.</summary>
internal static class ChatCompletionResponse
{
    /// <summary>The answer in a body.</summary>
    /// <exception cref="ModelException">It holds none.</exception>
    public static ChatResponse Read(string body, string? secret)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(LenientJson.Repair(body), AnyDepth);
        }
        catch (JsonException)
        {
            throw new ModelException($"The model provider's answer is not JSON: {ProviderError.Clean(body, secret)}", transient: true, 200);
        }

        using (document)
        {
            return Read(document.RootElement, secret);
        }
    }

    private static ChatResponse Read(JsonElement root, string? secret)
    {
        // Gateways report errors of the model behind them with status 200.
        if (Member(root, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error) throw Failure(root, error, secret);
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || Member(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message)
        {
            throw new ModelException("The model provider's answer holds no choice.", transient: true, 200);
        }

        var answer = new ChatMessage(ChatRole.Assistant, []) { MessageId = String(root, "id") };
        var text = Text(message);
        if (text.Length > 0) answer.Contents.Add(new TextContent(text));
        if (Member(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
        {
            foreach (var call in calls.EnumerateArray()) answer.Contents.Add(Call(call));
        }

        return new ChatResponse(answer)
        {
            ResponseId = answer.MessageId,
            ModelId = String(root, "model"),
            Usage = Usage(Member(root, "usage")),
            FinishReason = Reason(String(choices[0], "finish_reason"), answer),
        };
    }

    // Content is a string, an array of parts, or null; a refusal is what the model says instead.
    private static string Text(JsonElement message)
    {
        var text = Member(message, "content") switch
        {
            { ValueKind: JsonValueKind.String } content => content.GetString()!,
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(Part)),
            _ => "",
        };
        return text.Length > 0 ? text : String(message, "refusal") ?? "";
    }

    private static string? Part(JsonElement part) =>
        part.ValueKind == JsonValueKind.String ? part.GetString() : String(part, "text") ?? String(part, "refusal");

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = Member(call, "function") ?? default;
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
            ReasoningTokenCount = Member(counts, "completion_tokens_details") is { } thought ? Count(thought, "reasoning_tokens") : null,
        };
    }

    private static ChatFinishReason Reason(string? reason, ChatMessage answer) => reason switch
    {
        // Servers that say "stop" (or nothing) beside tool calls are common; the calls are what counts.
        null or "" or "stop" or "function_call" =>
            answer.Contents.Any(c => c is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        _ => new ChatFinishReason(reason),
    };

    private static ModelException Failure(JsonElement root, JsonElement error, string? secret)
    {
        var words = ProviderError.Describe(root.GetRawText());
        var status = Member(error, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0;
        return status is >= 400 and <= 599
            ? ProviderError.FromStatus(status, words, secret)
            : new ModelException($"The model provider answered with an error: {ProviderError.Clean(words, secret)}", transient: true, 200);
    }
}
