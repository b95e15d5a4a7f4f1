using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Telemetry;

/// <summary>The spans of one agent run's own work, out of its events: model calls, tool calls, waits for people.</summary>
internal static class AgentSpans
{
    /// <summary>The spans below the agent run's.</summary>
    public static IEnumerable<SpanView> Of(string agentRun, string parent, IEnumerable<RunEvent> events, IEnumerable<RequirementRecord> requirements)
    {
        var started = new Dictionary<string, RunEvent>(StringComparer.Ordinal);
        foreach (var item in events)
        {
            switch (item.Type)
            {
                case RunEventTypes.ModelCallCompleted:
                    yield return Chat(agentRun, parent, item);
                    break;
                case RunEventTypes.ToolCallStarted:
                    // A call id may come again in a later turn; by then the call before has ended.
                    started[Text(item, "callId") ?? string.Empty] = item;
                    break;
                case RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed:
                    started.Remove(Text(item, "callId") ?? string.Empty, out var begun);
                    yield return Tool(agentRun, parent, begun, item);
                    break;
            }
        }

        foreach (var open in started.Values) yield return Tool(agentRun, parent, open, null);
        foreach (var requirement in requirements) yield return Wait(parent, requirement);
    }

    /// <summary>What happened in an agent run beside its calls.</summary>
    public static IReadOnlyList<SpanEventView>? Events(IEnumerable<RunEvent> events)
    {
        var told = events
            .Where(item => item.Type is RunEventTypes.HandoffOccurred or RunEventTypes.PhaseCompleted)
            .Select(item => item.Type == RunEventTypes.HandoffOccurred
                ? new SpanEventView("handoff", item.At, Attributes(("from", Text(item, "from")), ("to", Text(item, "to"))))
                : new SpanEventView("phase_completed", item.At, Attributes(("phase", Text(item, "phase")))))
            .ToList();
        return told.Count == 0 ? null : told;
    }

    private static SpanView Chat(string agentRun, string parent, RunEvent item)
    {
        var model = Text(item, "model");
        var turn = item.Data?.GetProperty("turn").GetInt32() ?? 0;
        return new SpanView
        {
            SpanId = SpanIds.Of(agentRun, string.Create(CultureInfo.InvariantCulture, $"m{turn}")),
            ParentSpanId = parent,
            Name = model is null ? "chat" : $"chat {model}",
            StartTime = item.Data is { } data && data.TryGetProperty("askedAt", out var asked) && asked.ValueKind == JsonValueKind.String ? asked.GetDateTimeOffset() : item.At,
            EndTime = item.At,
            Status = "ok",
            Attributes = Attributes(
                (SpanAttributes.Operation, "chat"),
                (SpanAttributes.ResponseModel, model),
                (SpanAttributes.InputTokens, Number(item, "inputTokens")),
                (SpanAttributes.OutputTokens, Number(item, "outputTokens"))),
        };
    }

    private static SpanView Tool(string agentRun, string parent, RunEvent? begun, RunEvent? ended)
    {
        var first = begun ?? ended!;
        var failed = ended?.Type == RunEventTypes.ToolCallFailed;
        return new SpanView
        {
            SpanId = SpanIds.Of(agentRun, string.Create(CultureInfo.InvariantCulture, $"t{first.Sequence}")),
            ParentSpanId = parent,
            Name = $"execute_tool {Text(first, "name")}",
            StartTime = first.At,
            EndTime = ended?.At,
            Status = ended is null ? "unset" : failed ? "error" : "ok",
            Attributes = Attributes(
                (SpanAttributes.Operation, "execute_tool"),
                (SpanAttributes.ToolName, Text(first, "name")),
                (SpanAttributes.ToolCallId, Text(first, "callId")),
                (SpanAttributes.ErrorType, failed ? "tool_error" : null)),
        };
    }

    private static SpanView Wait(string parent, RequirementRecord requirement) => new()
    {
        SpanId = SpanIds.Of(requirement.RequirementId, "wait"),
        ParentSpanId = parent,
        Name = $"await_decision {requirement.Tool.Name}",
        StartTime = requirement.CreatedAt,
        EndTime = requirement.ResolvedAt,
        Status = requirement.Status == RequirementStatus.Pending ? "unset" : "ok",
        Attributes = Attributes(
            (SpanAttributes.Operation, "await_decision"),
            (SpanAttributes.ToolName, requirement.Tool.Name),
            (SpanAttributes.ToolCallId, requirement.Tool.CallId),
            (SpanAttributes.RequirementId, requirement.RequirementId),
            (SpanAttributes.Decision, requirement.Decision)),
    };

    private static Dictionary<string, object> Attributes(params ReadOnlySpan<(string Name, object? Value)> pairs)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (value is not null) attributes[name] = value;
        }

        return attributes;
    }

    private static string? Text(RunEvent item, string name) =>
        item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(RunEvent item, string name) =>
        item.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
}
