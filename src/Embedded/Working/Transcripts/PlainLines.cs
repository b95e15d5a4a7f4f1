using System.Text.Json;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// The form that any program can write: messages as chat APIs have them. <c>role</c> is <c>assistant</c> (a model's answer, with
/// <c>content</c>, <c>model</c>, <c>usage</c>, <c>toolCalls</c>) or <c>tool</c> (a result, with <c>toolCallId</c>,
/// <c>content</c>, <c>error</c>); others say nothing of what was done. Names may be written with underscores, calls as Chat
/// Completions has them (https://platform.openai.com/docs/api-reference/chat/object).
/// </summary>
internal sealed class PlainLines : ITranscriptFormat
{
    public bool Takes(JsonElement line) => line.TextOf("role") is not null;

    public void Read(JsonElement line, TranscriptLines into)
    {
        switch (line.TextOf("role"))
        {
            case "assistant":
                into.Model(line.TextOf("id"), line.TextOf("model"), UsageOf(line), line.Of("content").Words());
                foreach (var call in line.ItemsOf("toolCalls", "tool_calls")) Call(call, into);
                into.EndModel();
                break;
            case "tool":
                var error = line.Of("error") ?? line.Of("isError", "is_error");
                into.Result(
                    line.TextOf("toolCallId", "tool_call_id"),
                    error is { ValueKind: JsonValueKind.String } why ? why.GetString() : line.Of("content").Words(),
                    error is { ValueKind: not JsonValueKind.False }, line.TextOf("name"));
                break;
        }
    }

    private static void Call(JsonElement call, TranscriptLines into)
    {
        var function = call.ObjectOf("function") ?? call;
        into.Call(call.TextOf("id"), function.TextOf("name"), function.Of("arguments").Unwrapped());
    }

    private static WorkUsage? UsageOf(JsonElement line) => line.ObjectOf("usage") is { } usage
        ? new WorkUsage(
            usage.NumberOf("inputTokens", "input_tokens", "prompt_tokens"),
            usage.NumberOf("outputTokens", "output_tokens", "completion_tokens"))
        : null;
}
