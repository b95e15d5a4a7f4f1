using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Chat;

/// <summary>Chat completions and their chunks (package openai 7.59, ChatCompletion and ChatCompletionChunk).</summary>
internal static class OpenAICompletion
{
    /// <summary>The completion of a run that has ended, or waits.</summary>
    public static JsonObject Whole(OpenAIStretch told, StretchEnd end, OpenAIQuestions questions, OpenAIUsage usage)
    {
        var waits = end.Pending.Count > 0;
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = waits ? questions.Words(end.Pending) : end.Run.Output ?? "",
            ["refusal"] = null,
        };
        if (waits) message["tool_calls"] = new JsonArray([.. end.Pending.Select(questions.ToolCall)]);
        var whole = Of(told, end.Run, "chat.completion", new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["logprobs"] = null,
            ["finish_reason"] = Reason(end),
        });
        whole["usage"] = usage.OfCompletion();
        return whole;
    }

    /// <summary>A chunk.</summary>
    public static JsonObject Chunk(OpenAIStretch told, RunRecord run, JsonObject delta, string? reason = null) =>
        Of(told, run, "chat.completion.chunk", new JsonObject
        {
            ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = reason,
        });

    /// <summary>The last chunk of a stream that tells its usage.</summary>
    public static JsonObject Usage(OpenAIStretch told, RunRecord run, OpenAIUsage usage)
    {
        var chunk = Of(told, run, "chat.completion.chunk", null);
        chunk["usage"] = usage.OfCompletion();
        return chunk;
    }

    /// <summary>Why it ended.</summary>
    public static string Reason(StretchEnd end) => end.Pending.Count > 0 ? "tool_calls" : "stop";

    private static JsonObject Of(OpenAIStretch told, RunRecord run, string kind, JsonObject? choice) => new()
    {
        ["id"] = OpenAIIds.Completion(run.RunId, told.After),
        ["object"] = kind,
        ["created"] = run.CreatedAt.ToUnixTimeSeconds(),
        ["model"] = run.TeamId,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
        [OpenAIRun.Own] = OpenAIRun.Ours(run),
    };
}
