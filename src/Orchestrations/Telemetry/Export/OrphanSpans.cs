using System.Diagnostics;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Spans of work whose run is gone: a call that ended after its run was deleted. It was done and paid for, so it is sent,
/// below the member run it belonged to, and marked. What it knows is no MemoryCache: one thread asks, and the newest must be
/// kept.
/// </summary>
internal sealed partial class OrphanSpans(ILogger<OrphanSpans> logger)
{
    private const int MaxKnown = 4_096;

    private readonly Dictionary<string, (string TraceId, ActivityContext? Caller)> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly HashSet<RunChange> _told = new(ReferenceEqualityComparer.Instance);

    /// <summary>Remembers a run's trace, for a while.</summary>
    public void Remember(RunRecord run)
    {
        if (!_known.TryAdd(
            run.RunId, (run.TraceId, ActivityContext.TryParse(run.TraceParent, null, out var caller) ? caller : null)))
            return;
        _order.Enqueue(run.RunId);
        if (_order.Count > MaxKnown) _known.Remove(_order.Dequeue());
    }

    /// <summary>Emits the calls that ended with this change; returns how many.</summary>
    public int Emit(RunChange change)
    {
        var ended = change.Events.Where(item => item.Type is RunEventTypes.ModelCallCompleted or RunEventTypes.ToolCallCompleted
            or RunEventTypes.ToolCallFailed).ToArray();
        if (ended.Length == 0) return 0;
        // Below one root, where the run's own trace is not known any more.
        if (!_known.TryGetValue(change.RunId, out var known)) known = (NewIds.Trace(null), null);
        var first = _told.Add(change);
        if (_told.Count > MaxKnown) _told.Clear();
        foreach (var item in ended)
        {
            var memberRun = item.MemberRunId ?? RunIds.Leader(change.RunId);
            if (first) LogOrphan(change.RunId, item.Type, item.Key, memberRun);
            SpanEmitter.Emit(known.TraceId, known.Caller, Span(change, item, memberRun));
        }

        return ended.Length;
    }

    private static SpanView Span(RunChange change, RunEventDraft draft, string memberRun)
    {
        var item = Event(change, draft);
        var parent = SpanIds.Agent(memberRun == RunIds.Leader(change.RunId) ? change.RunId : memberRun);
        var (turn, index) = ((int)(item.Number("turn") ?? 0), (int)(item.Number("index") ?? 0));
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [SpanAttributes.RunId] = change.RunId,
            [SpanAttributes.MemberRunId] = memberRun,
            [SpanAttributes.Orphan] = true,
        };
        if (draft.MemberId is { } member) attributes[SpanAttributes.AgentId] = member;
        if (draft.Type == RunEventTypes.ModelCallCompleted)
        {
            var model = item.Text("model");
            attributes[SpanAttributes.Operation] = "chat";
            if (model is not null) attributes[SpanAttributes.ResponseModel] = model;
            attributes[SpanAttributes.InputTokens] = item.Number("inputTokens") ?? 0;
            attributes[SpanAttributes.OutputTokens] = item.Number("outputTokens") ?? 0;
            return View(SpanIds.Chat(memberRun, turn), model is null ? "chat" : $"chat {model}", item.Time("askedAt")
                ?? item.At, "client");
        }

        var begun = change.Events.Where(other => other.Type == RunEventTypes.ToolCallStarted)
            .Select(other => Event(change, other)).FirstOrDefault(other => other.Call().Equals(item.Call()));
        var failed = draft.Type == RunEventTypes.ToolCallFailed;
        attributes[SpanAttributes.Operation] = "execute_tool";
        attributes[SpanAttributes.ToolName] = item.Text("name") ?? "";
        attributes[SpanAttributes.ToolCallId] = item.Text("callId") ?? "";
        if (failed) attributes[SpanAttributes.ErrorType] = "tool_error";
        var view = View(SpanIds.Tool(new CallReference(memberRun, turn, index)), $"execute_tool {item.Text("name")}", begun?.At
            ?? item.At, "internal");
        return failed ? view with { Status = "error" } : view;

        SpanView View(string id, string name, DateTimeOffset start, string kind) => new()
        {
            SpanId = id, ParentSpanId = parent, Name = name, Kind = kind, StartTime = start, EndTime = item.At, Status = "ok",
            Attributes = attributes,
        };
    }

    private static RunEvent Event(RunChange change, RunEventDraft draft) => new()
    {
        Sequence = 0, Type = draft.Type, RunId = change.RunId, MemberRunId = draft.MemberRunId, MemberId = draft.MemberId,
        At = draft.At ?? change.At, Data = draft.Data,
    };

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId} is deleted, so {Type} ({Event}) of member run {MemberRunId} was not recorded. The "
            + "call's span is sent as an orphan")]
    private partial void LogOrphan(string runId, string type, string @event, string memberRunId);
}
