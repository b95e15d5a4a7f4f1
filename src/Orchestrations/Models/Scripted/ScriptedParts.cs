using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Scripted;

/// <summary>A scripted answer in the parts in which it is streamed: words, and the arguments of calls.</summary>
internal static class ScriptedParts
{
    // An answer in more parts than this would be nothing but parts.
    private const int Most = 64;

    public static IEnumerable<AIContent> Of(ChatMessage message)
    {
        foreach (var part in Split(message.Text)) yield return new TextContent(part);
        foreach (var (index, call) in message.Contents.OfType<FunctionCallContent>().Index())
        {
            var arguments = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), ContractJson.Compact);
            yield return new ToolCallPart(index, call.CallId, call.Name, "");
            foreach (var part in Split(arguments)) yield return new ToolCallPart(index, null, null, part);
        }
    }

    // Between words, each of them with the blanks that follow it.
    private static IEnumerable<string> Split(string text)
    {
        var least = (text.Length + Most - 1) / Most;
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (i - start < least || text[i - 1] != ' ' || text[i] == ' ') continue;
            yield return text[start..i];
            start = i;
        }

        if (start < text.Length) yield return text[start..];
    }
}
