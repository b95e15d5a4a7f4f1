using System.Text.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// Claude Code: the lines of <c>claude -p --output-format stream-json --verbose</c>, and of its session files
/// (<c>~/.claude/projects/**/*.jsonl</c>). Both hold messages of the Messages API; an answer of several blocks is several lines
/// with one <c>message.id</c>. Sources: https://code.claude.com/docs/en/headless and
/// https://code.claude.com/docs/en/agent-sdk/typescript (SDKMessage); session files as observed by
/// https://github.com/DRMacIver/claude-reliability (notes/transcript-format.md) and by
/// https://github.com/majiayu000/ccstats (its page "authoritative token accounting").
/// </summary>
internal sealed class ClaudeLines : ITranscriptFormat
{
    private readonly Dictionary<string, WorkUsage> _counted = new(StringComparer.Ordinal);

    public bool Takes(JsonElement line) =>
        (line.TextOf("type") is "assistant" or "user" && line.ObjectOf("message") is not null)
        || (line.TextOf("type") == "result" && line.TextOf("session_id") is not null);

    public void Read(JsonElement line, TranscriptLines into)
    {
        // The event of the call that started a sub-agent.
        var parent = line.TextOf("parent_tool_use_id");
        switch (line.TextOf("type"))
        {
            case "assistant":
                ReadAnswer(line.ObjectOf("message")!.Value, parent, into);
                break;
            case "user":
                foreach (var block in line.ObjectOf("message")!.Value.ItemsOf("content"))
                    if (block.TextOf("type") == "tool_result")
                        into.Result(
                            block.TextOf("tool_use_id"), block.Of("content").Words(),
                            block.Of("is_error") is { ValueKind: JsonValueKind.True });
                break;
            default:
                ReadEnd(line, into);
                break;
        }
    }

    private void ReadAnswer(JsonElement message, string? parent, TranscriptLines into)
    {
        // What the program itself says in the model's name.
        if (message.TextOf("model") == "<synthetic>") return;
        var id = message.TextOf("id");
        var usage = UsageOf(message);
        if (id is not null && usage is not null)
        {
            var known = _counted.GetValueOrDefault(id) ?? new WorkUsage(0, 0);
            _counted[id] = new WorkUsage(
                Math.Max(known.InputTokens, usage.InputTokens), Math.Max(known.OutputTokens, usage.OutputTokens));
        }

        var words = message.ItemsOf("content").Where(block => block.TextOf("type") == "text")
            .Select(block => block.TextOf("text")).OfType<string>().ToList();
        into.Model(id, message.TextOf("model"), usage, words.Count > 0 ? string.Join("\n", words) : null, parent);
        foreach (var block in message.ItemsOf("content").Where(block => block.TextOf("type") == "tool_use"))
            into.Call(block.TextOf("id"), block.TextOf("name"), block.Of("input")?.Clone(), parent);
    }

    /// <summary>
    /// The last line has the answer, and the tokens of the whole session: lines of answers are written while an answer still
    /// comes, and may hold too few. What is missing counts with the last answer.
    /// </summary>
    private void ReadEnd(JsonElement line, TranscriptLines into)
    {
        if (line.TextOf("result") is { } words) into.Say(words);
        if (UsageOf(line) is not { } whole) return;
        into.AddUsage(new WorkUsage(
            Math.Max(0, whole.InputTokens - _counted.Values.Sum(usage => usage.InputTokens)),
            Math.Max(0, whole.OutputTokens - _counted.Values.Sum(usage => usage.OutputTokens))));
    }

    private static WorkUsage? UsageOf(JsonElement holder) => holder.ObjectOf("usage") is { } usage
        ? new WorkUsage(
            usage.NumberOf("input_tokens") + usage.NumberOf("cache_creation_input_tokens")
            + usage.NumberOf("cache_read_input_tokens"),
            usage.NumberOf("output_tokens"))
        : null;
}
