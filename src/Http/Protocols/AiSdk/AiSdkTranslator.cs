using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Live;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>
/// Tells a stretch of a run as chunks of the AI SDK's UI message stream, v1 (package ai 7, ui-message-chunks.ts): one assistant
/// message a run, with the words of its leader, the calls of all tools, and a data part for each member.
/// </summary>
internal sealed class AiSdkTranslator(RunRecord run)
{
    private const string Own = "durableteams";

    private readonly List<JsonObject> _chunks = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _kinds = new(StringComparer.Ordinal);
    private readonly string _leader = RunIds.Leader(run.RunId);
    private Written _text = new();
    private Written _thoughts = new();
    private string? _open;
    private (int Turn, int Attempt) _at;
    private int _parts;
    private string? _lastOfLeader;

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        List<JsonObject> taken = [.. _chunks];
        _chunks.Clear();
        return taken;
    }

    /// <summary>Takes note of what happened before this answer.</summary>
    public void Recall(RunEvent item)
    {
        Tell(item);
        _chunks.Clear();
        _lastOfLeader = null;
    }

    /// <summary>Begins the answer.</summary>
    public void Begin()
    {
        Add("start", ("messageId", run.RunId), ("messageMetadata", Metadata(null)));
        Add("start-step");
    }

    /// <summary>Tells what the leader writes.</summary>
    public void Tell(LiveDelta delta)
    {
        if (delta.MemberRunId != _leader || delta.Type == RunEventTypes.ToolCallDelta) return;
        var data = delta.Data;
        if (_at != (data.Turn, data.Attempt))
        {
            Close();
            (_text, _thoughts, _at) = (new Written(), new Written(), (data.Turn, data.Attempt));
        }

        var thinks = delta.Type == RunEventTypes.ReasoningDelta;
        var written = thinks ? _thoughts : _text;
        if (written.Next(data.Offset, data.Text) is not { } next)
        {
            Close();
            written = new Written();
            if (thinks) _thoughts = written;
            else _text = written;
            next = written.Next(data.Offset, data.Text) ?? "";
        }

        Write(thinks ? "reasoning" : "text", next);
    }

    /// <summary>Tells what was recorded.</summary>
    public void Tell(RunEvent item)
    {
        switch (item.Type)
        {
            case RunEventTypes.ModelCallCompleted when item.MemberRunId == _leader && item.Number("turn") is { } turn:
                Answered(turn, item.Text("text") ?? "");
                break;
            case RunEventTypes.MemberRunStarted or RunEventTypes.MemberRunCompleted or RunEventTypes.MemberRunFailed:
                Member(item);
                break;
            case RunEventTypes.ToolCallStarted or RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed
                when CallOf(item) is { } call:
                Called(item, call);
                break;
            case RunEventTypes.RequirementCreated when item.Text("requirementId") is { } asked:
                Asked(item, asked);
                break;
            case RunEventTypes.RequirementResolved when item.Text("requirementId") is { } resolved:
                Resolved(item, resolved);
                break;
        }
    }

    /// <summary>Ends the answer.</summary>
    public void End(StretchEnd? end)
    {
        Close();
        if (end is null || end.Run.Status == RunStatus.Failed)
        {
            var error = end?.Run.Error;
            Add("error", ("errorText", error is null ? "The run was deleted." : $"{error.Code}: {error.Message}"));
            return;
        }

        if (end.Run.Status == RunStatus.Cancelled)
        {
            Add("abort", ("reason", "The run was cancelled."));
            return;
        }

        // Earlier releases wrote less into the event of a question.
        foreach (var asks in end.Pending.Where(asks => asks.Kind != RequirementKind.UnknownOutcome && asks.Work is null
            && !_kinds.ContainsKey(asks.RequirementId)))
        {
            Know(asks.RequirementId, asks.Tool.Name, asks.MemberId, asks.Tool.Arguments);
            if (asks.Kind == RequirementKind.Confirmation)
                Add("tool-approval-request", ("approvalId", asks.RequirementId), ("toolCallId", asks.RequirementId));
        }

        foreach (var asks in end.Pending.Where(asks => asks.Kind == RequirementKind.UnknownOutcome || asks.Work is not null))
            Add(
                $"data-{Own}-question",
                ("id", asks.RequirementId),
                ("data", new JsonObject
                {
                    ["requirementId"] = asks.RequirementId,
                    ["kind"] = EnumText.Of(asks.Kind),
                    ["memberId"] = asks.MemberId,
                    ["tool"] = asks.Tool.Name,
                }));
        if (end.Run is { Status: RunStatus.Completed, Output: { } output } && output != _lastOfLeader)
        {
            Write("text", output);
            Close();
        }

        Add("finish-step");
        Add(
            "finish", ("finishReason", end.Run.Status == RunStatus.Paused ? "tool-calls" : "stop"),
            ("messageMetadata", Metadata(EnumText.Of(end.Run.Status))));
    }

    private void Answered(int turn, string text)
    {
        if (_at.Turn != turn)
        {
            Close();
            (_text, _thoughts) = (new Written(), new Written());
        }

        if (_text.Rest(text) is { } rest) Write("text", rest);
        else
        {
            Close();
            Write("text", text);
        }

        Close();
        if (text.Length > 0) _lastOfLeader = text;
    }

    private void Member(RunEvent item)
    {
        var error = item.Find("error") is { ValueKind: JsonValueKind.Object } known
            ? known.Deserialize<RunError>(ContractJson.Options) : null;
        var data = new JsonObject
        {
            ["memberId"] = item.MemberId,
            ["status"] = item.Type switch
            {
                RunEventTypes.MemberRunStarted => "running",
                RunEventTypes.MemberRunCompleted => "completed",
                _ => "failed",
            },
        };
        if (item.Text("output") is { } output) data["output"] = output;
        if (error is not null) data["error"] = error.Message;
        Add($"data-{Own}-member", ("id", item.MemberRunId), ("data", data));
    }

    private void Called(RunEvent item, string call)
    {
        Know(call, item.Text("name") ?? "tool", item.MemberId, item.Find("arguments"));
        if (item.Type == RunEventTypes.ToolCallCompleted)
            Add("tool-output-available", ("toolCallId", call), ("output", item.Text("result") ?? ""), ("dynamic", true));
        else if (item.Type == RunEventTypes.ToolCallFailed)
            Add("tool-output-error", ("toolCallId", call), ("errorText", item.Text("error")
                ?? "The call failed."), ("dynamic", true));
    }

    private void Asked(RunEvent item, string id)
    {
        var kind = item.Text("kind");
        _kinds[id] = kind;
        if (kind == "unknownOutcome" || id.Contains("-ask-", StringComparison.Ordinal)) return;
        var tool = item.Find("tool") is { ValueKind: JsonValueKind.Object } known ? known : default;
        Know(
            id, tool.ValueKind == JsonValueKind.Object ? tool.GetProperty("name").GetString() ?? "tool" : "tool", item.MemberId,
            tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("arguments", out var arguments) ? arguments : null);
        if (kind == "confirmation")
            Add("tool-approval-request", ("approvalId", id), ("toolCallId", id), ("reason", item.Text("reason")));
    }

    private void Resolved(RunEvent item, string id)
    {
        if (!_kinds.TryGetValue(id, out var kind) || !_known.Contains(id)) return;
        var yes = item.Text("status") is "approved" or "answered";
        if (kind == "confirmation")
        {
            Add("tool-approval-response", ("approvalId", id), ("approved", yes));
            if (!yes) Add("tool-output-denied", ("toolCallId", id));
        }
        else if (!yes)
        {
            Add("tool-output-error", ("toolCallId", id), ("errorText", item.Text("status") ?? "rejected"), ("dynamic", true));
        }
    }

    private void Know(string call, string tool, string? member, JsonElement? arguments)
    {
        if (!_known.Add(call)) return;
        Add(
            "tool-input-available", ("toolCallId", call), ("toolName", tool),
            ("input", arguments is { } given ? JsonSerializer.SerializeToNode(given, ContractJson.Answers) : new JsonObject()),
            ("dynamic", true), ("title", member));
    }

    private static string? CallOf(RunEvent item) => item.MemberRunId is not { } memberRunId ? null
        : item.Number("turn") is { } turn && item.Number("index") is { } index
            ? RunIds.Requirement(memberRunId, turn, index)
            : $"{memberRunId}-{item.Text("eventId") ?? item.Sequence.ToString(CultureInfo.InvariantCulture)}";

    private void Write(string kind, string text)
    {
        if (text.Length == 0) return;
        if (_open?.StartsWith(kind, StringComparison.Ordinal) == false) Close();
        if (_open is null)
        {
            _open = FormattableString.Invariant($"{kind}-{++_parts}");
            Add(kind + "-start", ("id", _open));
        }

        Add(kind + "-delta", ("id", _open), ("delta", text));
    }

    private void Close()
    {
        if (_open is null) return;
        Add(_open[.._open.IndexOf('-', StringComparison.Ordinal)] + "-end", ("id", _open));
        _open = null;
    }

    private JsonObject Metadata(string? status)
    {
        var own = new JsonObject { ["runId"] = run.RunId, ["sessionId"] = run.SessionId, ["teamId"] = run.TeamId };
        if (status is not null) own["status"] = status;
        return new JsonObject { [Own] = own };
    }

    private void Add(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var chunk = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members)
        {
            if (value is not null) chunk[name] = value;
        }

        _chunks.Add(chunk);
    }
}
