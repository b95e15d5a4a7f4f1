using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// Writes conversations as Chat Completions messages. Text, tool calls and tool results; other content is left out.
/// </summary>
internal static class ChatCompletionMessages
{
    /// <summary>The messages in order, instructions first; a message with several tool results becomes one for each.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instructions">Said first.</param>
    /// <param name="offered">The tools offered with it: their names are ones that the server takes.</param>
    /// <param name="keeps">Whether what the server sent beside its answers goes back to it.</param>
    public static IEnumerable<JsonNode> Write(
        IEnumerable<ChatMessage> messages, string? instructions, IReadOnlySet<string> offered, bool keeps)
    {
        if (!string.IsNullOrWhiteSpace(instructions)) yield return Text("system", instructions);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                foreach (var result in message.Contents.OfType<FunctionResultContent>()) yield return Result(result);
            }
            else if (message.Role == ChatRole.Assistant)
            {
                yield return Assistant(message, offered, keeps);
            }
            else
            {
                yield return Text(message.Role == ChatRole.System ? "system" : "user", message.Text);
            }
        }
    }

    private static JsonObject Text(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonObject Result(FunctionResultContent result) => new()
    {
        ["role"] = "tool",
        ["tool_call_id"] = result.CallId,
        ["content"] = ResultText(result.Result),
    };

    /// <summary>A tool's result as models read it: text as it is, anything else as JSON.</summary>
    internal static string ResultText(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        _ => JsonSerializer.Serialize(result, ContractJson.Compact),
    };

    private static JsonObject Assistant(ChatMessage message, IReadOnlySet<string> offered, bool keeps)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(call => Call(call, offered)).ToArray();
        var text = message.Text;
        var written = new JsonObject { ["role"] = "assistant", ["content"] = text.Length == 0 && calls.Length > 0 ? null : text };
        if (calls.Length > 0) written["tool_calls"] = new JsonArray(calls);
        if (keeps) ChatCompletionKept.Restore(message, written);
        return written;
    }

    private static JsonObject Call(FunctionCallContent call, IReadOnlySet<string> offered) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = offered.Contains(call.Name) ? call.Name : ProviderToolNames.Clean(call.Name),
            // Arguments that were no JSON go back as an empty object: many servers parse them and refuse the whole
            // request. What was wrong with them stands in the tool's error, which follows.
            ["arguments"] = call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, ContractJson.Compact),
        },
    };
}
