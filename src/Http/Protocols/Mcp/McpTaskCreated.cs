using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DurableTeams.Storage.Records;
using ModelContextProtocol.Protocol;

#pragma warning disable MCPEXP002 // Results that are tasks.

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// <c>CreateTaskResult</c> of the extension for tasks, SEP-2663
/// (https://github.com/modelcontextprotocol/modelcontextprotocol/blob/main/seps/2663-tasks-extension.md).
/// </summary>
internal sealed class McpTaskCreated : Result
{
    private static readonly JsonTypeInfo<McpTaskCreated> Json = (JsonTypeInfo<McpTaskCreated>)new JsonSerializerOptions
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    }.GetTypeInfo(typeof(McpTaskCreated));

    /// <summary>The run's id.</summary>
    [JsonPropertyName("taskId")]
    public required string TaskId { get; init; }

    /// <summary>That it works.</summary>
    [JsonPropertyName("status")]
    public string Status { get; init; } = McpTasks.Working;

    /// <summary>When the run was started.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed.</summary>
    [JsonPropertyName("lastUpdatedAt")]
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>How often to ask.</summary>
    [JsonPropertyName("pollIntervalMs")]
    public long PollIntervalMs { get; init; } = McpTasks.PollMilliseconds;

    /// <summary>The task of a run.</summary>
    public static ResultOrAlternate<CallToolResult> Of(RunRecord run) => ResultOrAlternate<CallToolResult>.FromAlternate(
        new McpTaskCreated
        {
            ResultType = "task",
            TaskId = run.RunId,
            CreatedAt = run.CreatedAt,
            LastUpdatedAt = run.UpdatedAt,
        },
        Json);
}
