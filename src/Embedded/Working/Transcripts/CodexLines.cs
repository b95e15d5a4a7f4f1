using System.Globalization;
using System.Text.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// Codex CLI: the lines of <c>codex exec --json</c> (<c>item.completed</c>, <c>turn.completed</c>, …), and of its rollout files
/// (<c>~/.codex/sessions/**/rollout-*.jsonl</c>: <c>response_item</c>, <c>event_msg</c>, <c>turn_context</c>). Sources:
/// https://github.com/openai/codex (its page on <c>codex exec</c>; codex-rs/protocol, <c>RolloutItem</c>), compared by
/// https://github.com/jnarowski/agentcmd (.agent/research/codex/format-comparison.md); tokens as
/// https://github.com/ryoppippi/ccusage (apps/codex) counts them.
/// </summary>
internal sealed class CodexLines : ITranscriptFormat
{
    private string? _model;
    private string _thread = "";
    private int _turn;

    public bool Takes(JsonElement line) => line.TextOf("type") switch
    {
        "response_item" or "event_msg" or "turn_context" or "session_meta" => line.ObjectOf("payload") is not null,
        "thread.started" or "turn.started" or "turn.completed" => true,
        "item.started" or "item.completed" => line.ObjectOf("item") is not null,
        _ => false,
    };

    public void Read(JsonElement line, TranscriptLines into)
    {
        switch (line.TextOf("type"))
        {
            case "session_meta":
                _thread = line.ObjectOf("payload")!.Value.TextOf("id") ?? "";
                break;
            case "turn_context":
                _model = line.ObjectOf("payload")!.Value.TextOf("model");
                break;
            case "response_item":
                ReadItem(line.ObjectOf("payload")!.Value, into);
                break;
            case "event_msg":
                ReadTokens(line.ObjectOf("payload")!.Value, into);
                break;
            case "thread.started":
                _thread = line.TextOf("thread_id") ?? "";
                break;
            case "turn.started":
                _turn++;
                break;
            case "turn.completed":
                if (UsageOf(line.ObjectOf("usage")) is { } usage) Model($"{_thread}:{_turn}:tokens", usage, into);
                break;
            case { } step:
                ReadStep(line.ObjectOf("item")!.Value, step == "item.completed", into);
                break;
        }
    }

    private static void ReadItem(JsonElement item, TranscriptLines into)
    {
        var call = item.TextOf("call_id");
        switch (item.TextOf("type"))
        {
            case "message" when item.TextOf("role") == "assistant" && item.Of("content").Words() is { } words:
                into.Say(words);
                break;
            case "function_call" or "custom_tool_call":
                into.Call(call, item.TextOf("name"), item.Of("arguments", "input").Unwrapped());
                break;
            case "local_shell_call":
                into.Call(call, "shell", item.Of("action")?.Clone());
                break;
            case "function_call_output" or "custom_tool_call_output":
                var output = item.Of("output").Unwrapped();
                into.Result(call, output?.TextOf("output", "content") ?? output.Words() ?? output?.GetRawText(), isError: false);
                break;
        }
    }

    /// <summary>
    /// One line of tokens follows each answer of a model; some are repeated, and such a repetition has the same total.
    /// </summary>
    private void ReadTokens(JsonElement message, TranscriptLines into)
    {
        if (message.TextOf("type") != "token_count" || message.ObjectOf("info") is not { } info
            || UsageOf(info.ObjectOf("last_token_usage")) is not { } usage || info.ObjectOf("total_token_usage") is not { } total)
            return;
        var sum = total.NumberOf("input_tokens") + total.NumberOf("output_tokens");
        Model(string.Create(CultureInfo.InvariantCulture, $"{_thread}:tokens:{sum}"), usage, into);
    }

    private void ReadStep(JsonElement item, bool done, TranscriptLines into)
    {
        var (id, type) = ($"{_thread}:{_turn}:{item.TextOf("id")}", item.TextOf("type"));
        if (type == "agent_message" && done && item.TextOf("text") is { } words) into.Say(words);
        if (type is not ("command_execution" or "mcp_tool_call" or "file_change" or "web_search")) return;
        if (!done || !into.IsOpen(id)) into.Call(id, NameOf(item, type), ArgumentsOf(item));
        if (!done) return;
        var failed = item.TextOf("status") == "failed" && item.Of("error") is not null;
        into.Result(
            id,
            failed ? item.ObjectOf("error")?.TextOf("message") ?? item.TextOf("error")
                : item.TextOf("aggregated_output") ?? item.Of("result")?.GetRawText(),
            failed);
    }

    private void Model(string id, WorkUsage usage, TranscriptLines into)
    {
        into.Model(id, _model ?? "codex", usage, null);
        into.EndModel();
    }

    private static string NameOf(JsonElement item, string type) => item.TextOf("tool") is { } tool
        ? $"{item.TextOf("server")}.{tool}".TrimStart('.')
        : type == "command_execution" ? "shell" : type;

    private static JsonElement? ArgumentsOf(JsonElement item) =>
        item.Of("arguments").Unwrapped() ?? Named(item);

    private static JsonElement? Named(JsonElement item)
    {
        foreach (var name in new[] { "command", "changes", "query" })
        {
            if (item.Of(name) is { } said)
                return JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [name] = said });
        }

        return null;
    }

    private static WorkUsage? UsageOf(JsonElement? usage) => usage is { } tokens
        ? new WorkUsage(tokens.NumberOf("input_tokens"), tokens.NumberOf("output_tokens"))
        : null;
}
