using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Models.OpenAI;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Anthropic;

/// <summary>
/// Writes conversations as the Messages API wants them: the system prompt apart, tool results as the user's, one message
/// where one role spoke several times in a row, nothing empty. Names and ids of calls are made ones that the API takes, every id
/// once. Other content than text, calls, results and what was kept of an answer is left out.
/// </summary>
/// <param name="offered">The tools offered with the conversation.</param>
internal sealed class AnthropicMessages(IReadOnlySet<string> offered)
{
    private readonly ReplayIds _ids = new();
    private readonly Dictionary<string, string> _turn = new(StringComparer.Ordinal);

    /// <summary>The parts of the system prompt.</summary>
    public static IEnumerable<string> System(IEnumerable<ChatMessage> messages, string? instructions, string? last) =>
        new[] { instructions }.Concat(messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text))
            .Append(last).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>The messages, system prompts aside.</summary>
    public JsonArray Write(IEnumerable<ChatMessage> messages)
    {
        var written = new JsonArray();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            var role = message.Role == ChatRole.Assistant ? "assistant" : "user";
            if (message.Contents.Any(content => content is FunctionCallContent)) _turn.Clear();
            List<JsonObject> blocks = [.. AnthropicKept.Write(message, Block)];
            if (blocks.Count == 0) continue;
            if (written.LastOrDefault() is JsonObject last && (string?)last["role"] == role)
            {
                foreach (var block in blocks) last["content"]!.AsArray().Add((JsonNode)block);
            }
            else
            {
                written.Add((JsonNode)new JsonObject { ["role"] = role, ["content"] = new JsonArray([.. blocks]) });
            }
        }

        return written;
    }

    private JsonObject? Block(AIContent content) => content switch
    {
        TextContent text =>
            string.IsNullOrWhiteSpace(text.Text) ? null : new JsonObject { ["type"] = "text", ["text"] = text.Text },
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "tool_use",
            ["id"] = _turn[call.CallId] = _ids.Take(ProviderToolNames.Clean(call.CallId)),
            ["name"] = offered.Contains(call.Name) ? call.Name : ProviderToolNames.Clean(call.Name),
            // Arguments that were no object go back as an empty one; what was wrong with them stands in the tool's error, which
            // follows.
            ["input"] = call.Arguments is null
                ? new JsonObject()
                : JsonSerializer.SerializeToNode(call.Arguments, ContractJson.Compact),
        },
        FunctionResultContent result => Result(result),
        _ => null,
    };

    private JsonObject Result(FunctionResultContent result)
    {
        var written = new JsonObject
        {
            ["type"] = "tool_result",
            ["tool_use_id"] = _turn.GetValueOrDefault(result.CallId) ?? ProviderToolNames.Clean(result.CallId),
            ["content"] = ChatCompletionMessages.ResultText(result.Result),
        };
        if (result.Exception is not null) written["is_error"] = true;
        return written;
    }
}
