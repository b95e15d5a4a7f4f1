using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>The response object (package openai 7.59, Response; openai/openai-openapi, schema Response).</summary>
internal static class OpenAIResponse
{
    /// <summary>The object.</summary>
    public static JsonObject Of(OpenAIStretch told, RunRecord run, string status, JsonArray output, JsonObject? usage) => new()
    {
        ["id"] = OpenAIIds.Response(run.RunId, told.After),
        ["object"] = "response",
        ["created_at"] = run.CreatedAt.ToUnixTimeSeconds(),
        ["status"] = status,
        ["background"] = told.Background,
        ["completed_at"] = status == "completed" ? (run.CompletedAt ?? run.UpdatedAt).ToUnixTimeSeconds() : null,
        ["error"] = status == "failed" ? Error(run) : null,
        ["incomplete_details"] = null,
        ["instructions"] = null,
        ["max_output_tokens"] = null,
        ["model"] = run.TeamId,
        ["output"] = output,
        ["parallel_tool_calls"] = true,
        ["previous_response_id"] = told.Previous,
        ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
        ["store"] = !OpenAIRun.IsNotStored(run),
        ["temperature"] = null,
        ["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["top_p"] = null,
        ["truncation"] = "disabled",
        ["usage"] = usage,
        ["user"] = run.UserId,
        ["metadata"] = OpenAIRun.Metadata(run),
        ["conversation"] = new JsonObject { ["id"] = run.SessionId },
        [OpenAIRun.Own] = OpenAIRun.Ours(run),
    };

    /// <summary>The word for how a run stands. One that waits for people is complete, as one with tool calls is.</summary>
    public static string Status(RunRecord run) => run.Status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        _ when run.CancelRequestedAt is not null => "cancelled",
        RunStatus.Paused => "completed",
        RunStatus.Pending => "queued",
        _ => "in_progress",
    };

    private static JsonObject Error(RunRecord run) => new()
    {
        ["code"] = run.Error?.Code ?? "failed", ["message"] = run.Error?.Message ?? "The run failed.",
    };
}
