using System.Globalization;
using DurableTeams.Definitions;
using DurableTeams.Models.OpenAI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Scripted;

/// <summary>What a script's rules look at in a request.</summary>
/// <param name="Agent">Who asks; null where the request does not say.</param>
/// <param name="Turn">Which turn of the agent is asked for, from 1.</param>
/// <param name="Last">
/// The newest message's text, from the user or from tools. The results of one turn's tool calls count as one message,
/// a line each, however many messages carry them.
/// </param>
/// <param name="User">The newest user message's text.</param>
/// <param name="System">The system prompt.</param>
/// <param name="Format">The name of the response format asked for, <c>json</c> where it has no schema; null where none is asked
/// for.</param>
/// <param name="Length">Characters of the whole request.</param>
internal sealed record ScriptedRequest(
    string? Agent, int Turn, string Last, string User, string System, string? Format, int Length)
{
    private const int MaxQuote = 200;

    public static ScriptedRequest Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var agent = options?.AdditionalProperties?.TryGetValue(ChatRequestProperties.Agent, out string? named) == true
            ? named
            : null;
        var turn = options?.AdditionalProperties?.TryGetValue(ChatRequestProperties.Turn, out int asked) == true
            ? asked
            : 1 + all.Count(m => m.Role == ChatRole.Assistant);
        var length = (options?.Instructions?.Length ?? 0) + all.Sum(m => m.Contents.Sum(LengthOf));
        var user = all.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";
        var system = string.Join(
            '\n', all.Where(m => m.Role == ChatRole.System).Select(m => m.Text).Prepend(options?.Instructions ?? ""));
        var format = options?.ResponseFormat is ChatResponseFormatJson json ? json.SchemaName ?? "json" : null;
        return new ScriptedRequest(agent, turn, Newest(all), user, system, format, length);
    }

    public bool Fits(ScriptedTurn rule) =>
        (rule.Agent is null || string.Equals(rule.Agent, Agent, StringComparison.Ordinal))
        && (rule.Turn is null || rule.Turn == Turn)
        && Holds(Last, rule.Contains)
        && Holds(User, rule.User)
        && Holds(System, rule.System)
        && (rule.Format is null || string.Equals(rule.Format, Format, StringComparison.Ordinal));

    public string NoRule()
    {
        var asked = Last.Length > MaxQuote ? Last[..MaxQuote] + "…" : Last;
        var format = Format is null ? "" : $" for format {Format}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the script has no rule for agent {Agent ?? "(unnamed)"} turn {Turn} asked '{asked}'{format}");
    }

    private static bool Holds(string text, string? part) =>
        part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Newest(IReadOnlyList<ChatMessage> messages)
    {
        var index = messages.Count - 1;
        while (index >= 0 && messages[index].Role != ChatRole.User && messages[index].Role != ChatRole.Tool) index--;
        if (index < 0) return "";
        if (messages[index].Role == ChatRole.User) return messages[index].Text;
        var first = index;
        while (first > 0 && messages[first - 1].Role == ChatRole.Tool) first--;
        var results = messages.Skip(first).Take(index - first + 1).SelectMany(m => m.Contents.OfType<FunctionResultContent>());
        return string.Join('\n', results.Select(r => ChatCompletionMessages.ResultText(r.Result)));
    }

    private static int LengthOf(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent result => ChatCompletionMessages.ResultText(result.Result).Length,
        FunctionCallContent call =>
            call.Name.Length + (call.Arguments?.Sum(a => a.Key.Length + (a.Value?.ToString()?.Length ?? 0)) ?? 0),
        _ => 0,
    };
}
