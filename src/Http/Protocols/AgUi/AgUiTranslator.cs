using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Live;
using DurableTeams.Services;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// Tells a stretch of a run as events of AG-UI 1.0. Everything has ids that follow from the run, so a client that asks again gets
/// the same messages once more, not others.
/// </summary>
internal sealed class AgUiTranslator
{
    private const string StateTool = "update_session_state";

    private readonly List<JsonObject> _frames = [];
    private readonly RequirementViews _views;
    private readonly RunViews _runs;
    private readonly RunRecord _run;
    private readonly AgUiInput _input;
    private readonly AgUiSubagents _agents;
    private readonly AgUiCalls _calls;
    private readonly AgUiSteps _steps;
    private readonly AgUiState _state;
    private readonly AgUiMessages _messages;
    private readonly AgUiUsage _usage = new();
    private string? _lastOfLeader;

    /// <summary>Makes one for an answer.</summary>
    public AgUiTranslator(
        IRunStore store, TeamDefinition team, RequirementViews views, RunViews runs, RunRecord run, AgUiInput input)
    {
        (_views, _runs, _run, _input) = (views, runs, run, input);
        _agents = new AgUiSubagents(store, team, run.RunId, _frames.Add);
        _calls = new AgUiCalls(store, run.RunId);
        _steps = new AgUiSteps(team);
        _state = new AgUiState(store, run.SessionId);
        _messages = new AgUiMessages(store, run, input);
    }

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        List<JsonObject> taken = [.. _frames];
        _frames.Clear();
        return taken;
    }

    /// <summary>A tool's result as far as it is told; the run has all of it.</summary>
    public static string Bounded(string text) => text.Length <= EventDetails.MaxResult
        ? text
        : text[..(char.IsHighSurrogate(text[EventDetails.MaxResult - 1])
            ? EventDetails.MaxResult - 1
            : EventDetails.MaxResult)] + "…";

    /// <summary>The first event of every answer.</summary>
    public static JsonObject Started(AgUiInput input, RunRecord? run) => AgUiFrame.Of(
        "RUN_STARTED",
        ("threadId", input.ThreadId),
        ("runId", input.RunId),
        ("protocolVersion", AgUiFrame.Version),
        ("parentRunId", input.ParentRunId),
        ("metadata", run is null ? null : Ours(run)));

    /// <summary>Takes note of what happened before this answer.</summary>
    public void Recall(RunEvent item)
    {
        _steps.Read(item);
        if (item.MemberRunId is not { } memberRunId || item.Number("turn") is not { } turn) return;
        if (item.Type == RunEventTypes.ModelCallCompleted)
        {
            _calls.CloseBefore(memberRunId, turn);
            _calls.Answered(memberRunId, turn, item.Items("toolCalls").Count());
        }
        else if (item.Type is RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed
            && item.Number("index") is { } index)
        {
            _calls.Close(memberRunId, turn, index);
        }
    }

    /// <summary>Begins the answer.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _frames.Add(Started(_input, _run));
        Add(await _state.ReadAsync(cancellationToken));
        _frames.AddRange(_steps.Begin());
    }

    /// <summary>Tells what a model writes.</summary>
    public async Task TellAsync(LiveDelta delta, CancellationToken cancellationToken)
    {
        if (await _agents.OpenAsync(delta.MemberRunId, delta.MemberId, cancellationToken) is { } writing) writing.Write(delta);
    }

    /// <summary>Tells what was recorded.</summary>
    public async Task TellAsync(RunEvent item, CancellationToken cancellationToken)
    {
        var writing = item.MemberRunId is { } memberRunId
            ? await _agents.OpenAsync(memberRunId, item.MemberId, cancellationToken) : null;
        switch (item.Type)
        {
            case RunEventTypes.ModelCallCompleted:
                await AnsweredAsync(item, writing, cancellationToken);
                break;
            case RunEventTypes.ToolCallStarted or RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed
                when writing is not null:
                await CalledAsync(item, cancellationToken);
                break;
            case RunEventTypes.MemberRunCompleted or RunEventTypes.MemberRunFailed when item.MemberRunId is { } ended:
                _frames.AddRange(await _calls.SettleAsync(ended, cancellationToken));
                _agents.Close(ended, EndOf(item));
                Add(await _state.ReadAsync(cancellationToken));
                break;
            case RunEventTypes.RunStarted or RunEventTypes.RunPaused or RunEventTypes.RunContinued or RunEventTypes.RunCompleted
                or RunEventTypes.RunFailed or RunEventTypes.RunCancelled or RunEventTypes.MemberRunStarted
                or RunEventTypes.RequirementCreated:
                break;
            default:
                Add(Custom(item));
                break;
        }

        _frames.AddRange(_steps.Read(item));
        if (_agents.TakeVoid()) Add(await _messages.SnapshotAsync(_calls.Order, null, cancellationToken));
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="end">How the run stands; null where it was deleted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task EndAsync(StretchEnd? end, CancellationToken cancellationToken)
    {
        if (end is null || end.Run.Status == RunStatus.Failed)
        {
            Fail(end?.Run);
            return;
        }

        _frames.AddRange(await _calls.SettleAsync(null, cancellationToken));
        var output = end.Run is { Status: RunStatus.Completed, Output: { } text } && text != _lastOfLeader ? text : null;
        if (output is not null) Say(AgUiIds.Output(_run.RunId), output);
        // Those who ask are there, also where nothing else was told of them.
        foreach (var asks in end.Pending) await _agents.OpenAsync(asks.MemberRunId, asks.MemberId, cancellationToken);
        _agents.CloseAll(id => end.Run.Status == RunStatus.Paused ? Suspended(id, end.Pending) : Unended(end.Run.Status));
        _frames.AddRange(_steps.End());
        Add(await _state.ReadAsync(cancellationToken));
        Add(await _messages.SnapshotAsync(_calls.Order, output, cancellationToken));
        _frames.Add(AgUiFrame.Of(
            "RUN_FINISHED",
            ("threadId", _input.ThreadId),
            ("runId", _input.RunId),
            ("result", end.Run.Status == RunStatus.Completed
                && (await _runs.RunAsync(end.Run, cancellationToken)).Output is { } said
                ? AgUiFrame.Part(("text", said.Text), ("data", said.Data is { } data ? Node(data) : null)) : null),
            ("outcome", OutcomeOf(end)),
            ("usage", _usage.ToJson()),
            ("metadata", Ours(end.Run))));
    }

    private async Task AnsweredAsync(RunEvent item, AgUiWriting? writing, CancellationToken cancellationToken)
    {
        _usage.Add(item);
        if (writing is null || item.MemberRunId is not { } memberRunId || item.Number("turn") is not { } turn) return;
        // The agent was asked again, so what it had called is answered.
        _frames.AddRange(await _calls.SettleAsync(memberRunId, cancellationToken));
        List<(string Name, string Arguments)> calls = [.. item.Items("calls").Select(call =>
            (call.GetProperty("name").GetString() ?? "", AgUiMessages.Arguments(call.GetProperty("arguments"))))];
        var text = item.Text("text");
        writing.Complete(turn, text, calls);
        _calls.Answered(memberRunId, turn, calls.Count);
        if (AgUiIds.Subagent(memberRunId) is null && text is { Length: > 0 }) _lastOfLeader = text;
    }

    private async Task CalledAsync(RunEvent item, CancellationToken cancellationToken)
    {
        var memberRunId = item.MemberRunId!;
        var name = item.Text("name") ?? "tool";
        // Calls that a worker reports have no place in a turn, and are reported once they ended.
        var place = item.Number("turn") is { } turn && item.Number("index") is { } index ? (turn, index) : ((int, int)?)null;
        var callId = place is var (t, i)
            ? AgUiIds.Call(memberRunId, t, i)
            : $"{memberRunId}-{item.Text("eventId") ?? item.Sequence.ToString(CultureInfo.InvariantCulture)}";
        if (place is not var (at, number) || _calls.Learn(memberRunId, at, number))
            _frames.AddRange(AgUiWriting.Whole(
                memberRunId, callId, name, item.Find("arguments") is { } given ? AgUiMessages.Arguments(given) : "{}"));

        if (item.Type == RunEventTypes.ToolCallStarted) return;
        if (place is var (told, its)) _calls.Close(memberRunId, told, its);
        _frames.Add(AgUiCalls.Result(
            memberRunId, callId,
            item.Type == RunEventTypes.ToolCallFailed ? $"Error: {item.Text("error")}" : item.Text("result") ?? ""));
        if (name == StateTool) Add(await _state.ReadAsync(cancellationToken));
    }

    private void Fail(RunRecord? run)
    {
        var failed = run?.Error is { } error
            ? AgUiFrame.Error(error.Code, error.Message)
            : AgUiFrame.Error("notFound", "The run was deleted.");
        _agents.CloseAll(_ => AgUiFrame.Of(
            "SUBAGENT_ERROR", ("message", failed["message"]!.DeepClone()), ("code", failed["code"]!.DeepClone())));
        _frames.AddRange(_steps.End());
        if (_usage.ToJson() is { } usage) failed["usage"] = usage;
        failed["metadata"] = Ours(_run);
        _frames.Add(failed);
    }

    private JsonObject OutcomeOf(StretchEnd end) => end.Run.Status switch
    {
        RunStatus.Paused => AgUiFrame.Of("interrupt", ("interrupts", new JsonArray(
            [.. end.Pending.Select(requirement => AgUiInterrupts.Of(requirement, _views.Of(requirement)))]))),
        RunStatus.Cancelled => AgUiFrame.Of("cancelled"),
        _ => AgUiFrame.Of("success"),
    };

    private void Say(string id, string text)
    {
        _frames.Add(AgUiFrame.Of("TEXT_MESSAGE_START", ("messageId", id), ("role", "assistant")));
        _frames.Add(AgUiFrame.Of("TEXT_MESSAGE_CONTENT", ("messageId", id), ("delta", text)));
        _frames.Add(AgUiFrame.Of("TEXT_MESSAGE_END", ("messageId", id)));
    }

    private void Add(JsonObject? frame)
    {
        if (frame is not null) _frames.Add(frame);
    }

    private static JsonObject Suspended(string memberRunId, IReadOnlyList<RequirementRecord> pending) => AgUiFrame.Of(
        "SUBAGENT_FINISHED",
        ("outcome", AgUiFrame.Of("suspended", ("interruptIds", new JsonArray(
            [.. pending.Where(asks => asks.MemberRunId == memberRunId).Select(asks => (JsonNode)asks.RequirementId)])))));

    private static JsonObject Unended(RunStatus status) => status == RunStatus.Cancelled
        ? AgUiFrame.Of("SUBAGENT_ERROR", ("message", "The run was cancelled."), ("code", "cancelled"))
        : AgUiFrame.Of("SUBAGENT_FINISHED", ("outcome", AgUiFrame.Of("success")));

    private static JsonObject EndOf(RunEvent item)
    {
        if (item.Type == RunEventTypes.MemberRunCompleted)
            return AgUiFrame.Of(
                "SUBAGENT_FINISHED", ("result", item.Text("output")), ("outcome", AgUiFrame.Of("success")));
        var error = item.Find("error") is { ValueKind: JsonValueKind.Object } known
            ? known.Deserialize<RunError>(ContractJson.Options) : null;
        return AgUiFrame.Of(
            "SUBAGENT_ERROR", ("message", error?.Message ?? "The member run failed."), ("code", error?.Code ?? "failed"));
    }

    private static JsonObject Custom(RunEvent item) => AgUiFrame.Of(
        "CUSTOM",
        ("name", $"{AgUiFrame.Own}:{item.Type}"),
        ("value", AgUiFrame.Part(
            ("sequence", item.Sequence),
            ("memberRunId", item.MemberRunId),
            ("memberId", item.MemberId),
            ("at", item.At.UtcDateTime.ToString("O")),
            ("data", item.Data is { } data ? Node(data) : null))),
        ("subagentRunId", item.MemberRunId is { } id ? AgUiIds.Subagent(id) : null));

    private static JsonNode? Node(JsonElement value) => JsonSerializer.SerializeToNode(value, ContractJson.Answers);

    private static JsonObject Ours(RunRecord run) => new()
    {
        [AgUiFrame.Own] = AgUiFrame.Part(("runId", run.RunId), ("sessionId", run.SessionId), ("teamId", run.TeamId)),
    };
}
