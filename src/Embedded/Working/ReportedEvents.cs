using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTeams.Embedded.Working.Transcripts;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>Reads the event that a script hands over.</summary>
internal static class ReportedEvents
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The event; null for a hook of which there is nothing to tell.</summary>
    /// <exception cref="ReportException">The text is no event.</exception>
    public static WorkEvent? Read(string text)
    {
        var json = Parse("--event", text);
        if (json.TextOf("hook_event_name") is { } hook) return OfHook(json, hook);
        try
        {
            return json.Deserialize<WorkEvent>(Json) ?? throw new ReportException("--event: must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new ReportException($"--event: is no event: {wrong.Message}");
        }
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="ReportException">The text is none.</exception>
    public static JsonElement Parse(string option, string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException wrong)
        {
            throw new ReportException($"{option}: is not JSON: {wrong.Message}");
        }
    }

    /// <summary>
    /// What Claude Code gives a hook on standard input (https://code.claude.com/docs/en/hooks): of its hooks the one after a tool
    /// call says what was done.
    /// </summary>
    private static WorkEvent? OfHook(JsonElement hook, string name) =>
        name is not ("PostToolUse" or "PostToolUseFailure") ? null : new WorkEvent
        {
            Id = hook.TextOf("tool_use_id") ?? Guid.NewGuid().ToString("N"),
            Type = WorkEventType.ToolCall,
            Name = hook.TextOf("tool_name"),
            Arguments = hook.Of("tool_input"),
            Result = name == "PostToolUse" ? hook.Of("tool_response") : null,
            Error = name == "PostToolUse" ? null : hook.TextOf("error") ?? "failed",
        };
}
