using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// Writes conversations as the Messages API wants them: the system prompt apart, tool results as the user's, one message
/// where one role spoke several times in a row, nothing empty. Other content than text, calls and results is left out.
/// </summary>
internal static class AnthropicMessages
{
    /// <summary>The parts of the system prompt.</summary>
    public static IEnumerable<string> System(IEnumerable<ChatMessage> messages, string? instructions, string? last) =>
        new[] { instructions }.Concat(messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text))
            .Append(last).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>The messages, system prompts aside.</summary>
    public static JsonArray Write(IEnumerable<ChatMessage> messages)
    {
        var written = new JsonArray();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            var role = message.Role == ChatRole.Assistant ? "assistant" : "user";
            var blocks = message.Contents.Select(Block).OfType<JsonNode>().ToList();
            if (blocks.Count == 0) continue;
            if (written.LastOrDefault() is JsonObject last && (string?)last["role"] == role)
            {
                foreach (var block in blocks) last["content"]!.AsArray().Add(block);
            }
            else
            {
                written.Add((JsonNode)new JsonObject { ["role"] = role, ["content"] = new JsonArray([.. blocks]) });
            }
        }

        return written;
    }

    private static JsonObject? Block(AIContent content) => content switch
    {
        TextContent text => string.IsNullOrWhiteSpace(text.Text) ? null : new JsonObject { ["type"] = "text", ["text"] = text.Text },
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "tool_use",
            ["id"] = call.CallId,
            ["name"] = call.Name,
            // Arguments that were no object go back as an empty one; what was wrong with them stands in the tool's error, which follows.
            ["input"] = call.Arguments is null ? new JsonObject() : JsonSerializer.SerializeToNode(call.Arguments, ContractJson.Compact),
        },
        FunctionResultContent result => Result(result),
        _ => null,
    };

    private static JsonObject Result(FunctionResultContent result)
    {
        var written = new JsonObject
        {
            ["type"] = "tool_result",
            ["tool_use_id"] = result.CallId,
            ["content"] = ChatCompletionMessages.ResultText(result.Result),
        };
        if (result.Exception is not null) written["is_error"] = true;
        return written;
    }
}
