using System.Text.Json;
using DurableTeams.Json.Answers;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.Anthropic;

/// <summary>Reads Messages API answers.</summary>
internal static class AnthropicResponse
{
    /// <summary>
    /// The answer in a body; blocks other than text and tool calls are kept to be sent back, see <see cref="AnthropicKept"/>.
    /// </summary>
    /// <exception cref="ModelException">It holds none.</exception>
    public static ChatResponse Read(string body, string? secret)
    {
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

    private static ChatResponse Read(JsonElement root, string? secret)
    {
        // Gateways report errors of the model behind them with status 200.
        if (Member(root, "error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } error)
            throw Failure(root, error, secret);
        if (Member(root, "content") is not { ValueKind: JsonValueKind.Array } blocks)
        {
            throw new ModelException("The model provider's answer holds no content.", transient: true, 200);
        }

        var answer = new ChatMessage(ChatRole.Assistant, []) { MessageId = String(root, "id") };
        foreach (var block in blocks.EnumerateArray())
        {
            if (String(block, "type") == "tool_use") answer.Contents.Add(Call(block));
            else if (String(block, "type") == "text" && String(block, "text") is { Length: > 0 } text)
                answer.Contents.Add(new TextContent(text));
        }

        ProviderParts.Put(answer, AnthropicKept.Of(blocks));
        return new ChatResponse(answer)
        {
            ResponseId = answer.MessageId,
            ModelId = String(root, "model"),
            Usage = Usage(Member(root, "usage")),
            FinishReason = new ChatFinishReason(
                FinishReasons.Of(String(root, "stop_reason"), answer.Contents.Any(content => content is FunctionCallContent))),
        };
    }

    private static FunctionCallContent Call(JsonElement block)
    {
        // The answer is recorded, so a random id is as good as a missing one.
        var id = String(block, "id") is { Length: > 0 } given ? given : $"toolu_{Guid.NewGuid():N}";
        var name = String(block, "name") is { Length: > 0 } named ? named : "unknown";
        // An object by the protocol, JSON as text from some gateways.
        return RawArguments.Read(id, name, String(block, "input") ?? Member(block, "input")?.GetRawText());
    }

    private static UsageDetails? Usage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } counts) return null;
        if (Count(counts, "input_tokens") is null && Count(counts, "output_tokens") is null) return null;
        var (read, written) = (Count(counts, "cache_read_input_tokens"), Count(counts, "cache_creation_input_tokens"));
        // The API counts what came out of its cache, and what went in, apart from the rest of the input.
        var input = (Count(counts, "input_tokens") ?? 0) + (read ?? 0) + (written ?? 0);
        var output = Count(counts, "output_tokens") ?? 0;
        return new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = input + output,
            CachedInputTokenCount = read,
            AdditionalCounts = written is { } stored ? new() { ["cacheCreationInputTokens"] = stored } : null,
        };
    }

    private static ModelException Failure(JsonElement root, JsonElement error, string? secret)
    {
        var status = String(error, "type") switch
        {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "permission_error" => 403,
            "not_found_error" => 404,
            "request_too_large" => 413,
            "rate_limit_error" => 429,
            "timeout_error" => 504,
            "overloaded_error" => 529,
            _ => 500,
        };
        return ProviderError.FromStatus(status, ProviderError.Describe(root.GetRawText()), secret);
    }
}
