using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// The span of a member run, with the spans that are open in it. Where nothing is known of the member run, its work is marked
/// instead.
/// </summary>
internal sealed class MemberRunSpan
{
    private readonly OpenSpan? _span;
    private readonly MemberRunSpan? _above;
    private readonly RunRecord _run;
    private readonly RunDefinitionFacts _facts;
    private readonly Func<OpenSpan, OpenSpan> _add;
    private readonly OrderedDictionary<object, OpenSpan> _calls = [];
    private readonly OrderedDictionary<string, OpenSpan> _waits = new(StringComparer.Ordinal);
    private readonly PhaseSpans? _phases;
    private long _input;
    private long _output;
    private long _turn;
    private DateTimeOffset? _last;

    public MemberRunSpan(
        string id,
        int attempt,
        OpenSpan? span,
        MemberRunSpan? above,
        RunRecord run,
        RunDefinitionFacts facts,
        Func<OpenSpan, OpenSpan> add)
    {
        (Id, Attempt, _span, _above, _run, _facts, _add) = (id, attempt, span, above, run, facts, add);
        _phases = span is not null && facts.Negotiates(id) ? new PhaseSpans(id, attempt, span, Below) : null;
        var record = facts.Find(id);
        _span?.With(SpanAttributes.Operation, "invoke_agent")
            .With(SpanAttributes.AgentId, facts.AgentId(id))
            .With(SpanAttributes.AgentName, facts.AgentName(id))
            .With(SpanAttributes.Provider, GenAI.Provider(facts.Model(id)))
            .With(SpanAttributes.ConversationId, run.SessionId)
            .With(SpanAttributes.RunId, run.RunId)
            .With(SpanAttributes.MemberRunId, above is null ? null : id)
            .With(SpanAttributes.Spawn, above is null ? null : record?.Spawn)
            .With(SpanAttributes.Attempt, attempt == 0 ? null : attempt);
        Count(0, 0);
    }

    public string Id { get; }

    public int Attempt { get; }

    public string SpanId => _span?.SpanId ?? SpanIds.Agent(Id, Attempt);

    public bool IsOpen => _span?.IsOpen != false;

    public bool EndedWell { get; private set; }

    /// <summary>The span below which a member run of this team is: the team's, or that of a part of a negotiation.</summary>
    public string Holding(Brief? task, DateTimeOffset at) => IsOpen && _phases is not null ? _phases.Holding(task, at) : SpanId;

    public void Take(RunEvent item)
    {
        switch (item.Type)
        {
            case RunEventTypes.NegotiationRound when IsOpen:
                _phases?.End(item);
                break;
            case RunEventTypes.ModelCallCompleted or RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed
                when item.Text("eventId") is { } reported:
                Report(item, reported);
                break;
            case RunEventTypes.WorkText:
                Tell(GenAI.Event("text", item));
                break;
            case RunEventTypes.ModelCallCompleted:
                Chat(item);
                break;
            case RunEventTypes.ToolCallStarted:
                _calls[item.Call()] = Tool(item, item.At);
                break;
            case RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed:
                Answered(item);
                break;
            case RunEventTypes.RequirementCreated when item.Text("requirementId") is { } id:
                _waits[id] = Wait(id, item);
                break;
            case RunEventTypes.RequirementResolved when item.Text("requirementId") is { } id && _waits.Remove(id, out var wait):
                wait.Links = item.Links();
                wait.With(SpanAttributes.Decision, item.Text("decision")).End(item);
                break;
            case RunEventTypes.HookIntervened:
                Tell(GenAI.Event("hook", item, "hook", "on", "when", "did", "name"));
                break;
            case RunEventTypes.HandoffOccurred:
                Tell(GenAI.Event("handoff", item, "from", "to"));
                break;
            case RunEventTypes.SectionSettled:
                Tell(GenAI.Event("section_settled", item, "section", "owner", "by"));
                break;
            case RunEventTypes.PhaseCompleted:
                Tell(GenAI.Event("phase_completed", item, "phase"));
                // The event is the team's own, or that of the member run that summed the phase up.
                foreach (var agent in new[] { this, _above })
                {
                    if (agent?.IsOpen == true) agent._phases?.End(item);
                }

                break;
        }

        _last = item.At;
    }

    /// <summary>Ends this span and the spans that are open in it.</summary>
    /// <param name="by">The event that ends it.</param>
    /// <param name="error">The error, where it ended with one.</param>
    public void End(RunEvent by, RunError? error)
    {
        if (!IsOpen) return;
        foreach (var open in _calls.Values.Concat(_waits.Values)) open.End(by, error?.Code ?? "unfinished");
        _phases?.Close(span => span.End(by, error?.Code ?? "unfinished"));
        if (error?.Code == "modelFailed" && error.MemberId == _facts.Find(Id)?.MemberId) Failed(by, error);
        Close();
        _span?.End(by, error?.Code, error?.Message);
        EndedWell = error is null;
    }

    /// <summary>Ends this span and the spans that are open in it, because nobody waits for them any more.</summary>
    public void Drop(RunEvent by)
    {
        if (!IsOpen) return;
        foreach (var open in _calls.Values.Concat(_waits.Values)) open.Drop(by);
        _phases?.Close(span => span.Drop(by));
        Close();
        _span?.Drop(by);
    }

    private void Close()
    {
        _calls.Clear();
        _waits.Clear();
    }

    private void Chat(RunEvent item)
    {
        _turn = item.Number("turn") ?? _turn + 1;
        var (input, output) = (item.Number("inputTokens") ?? 0, item.Number("outputTokens") ?? 0);
        var model = _facts.Model(Id);
        var reason = item.Text("finishReason");
        // Of a registered chat client, the event says what it calls.
        var provider = item.Text("provider") ?? GenAI.Provider(model);
        var asked = item.Text("requestModel") ?? GenAI.RequestModel(model);
        _span?.With(SpanAttributes.Provider, provider);
        Below(new OpenSpan(SpanIds.Chat(Id, (int)_turn, Attempt), SpanId, GenAI.ChatName(
            asked, item.Text("model")), item.Time("askedAt") ?? item.At) { Kind = "client" }, "chat")
            .With(SpanAttributes.Provider, provider)
            .With(SpanAttributes.RequestModel, asked)
            .With(SpanAttributes.RequestTemperature, model?.Temperature)
            .With(SpanAttributes.RequestMaxTokens, model?.MaxOutputTokens)
            .With(SpanAttributes.ResponseModel, item.Text("model"))
            .With(SpanAttributes.ResponseId, item.Text("responseId"))
            .With(SpanAttributes.FinishReasons, reason is null ? null : new[] { reason })
            .With(SpanAttributes.InputTokens, input)
            .With(SpanAttributes.OutputTokens, output)
            .End(item);
        Count(input, output);
    }

    /// <summary>
    /// What a worker did: it has the worker's own times, and stands below the event that the worker names, whenever that comes.
    /// A worker that exports spans of its own gets none here; its tokens count all the same.
    /// </summary>
    private void Report(RunEvent item, string id)
    {
        var (input, output) = (item.Number("inputTokens") ?? 0, item.Number("outputTokens") ?? 0);
        Count(input, output);
        if (item.Text("spans") is not null) return;
        var calls = item.Type != RunEventTypes.ModelCallCompleted;
        var (name, model) = (item.Text("name"), item.Text("model"));
        var above = item.Text("parentId") is { } parent ? SpanIds.Reported(Id, parent, Attempt) : SpanId;
        var span = new OpenSpan(
            SpanIds.Reported(Id, id, Attempt), above,
            calls ? $"execute_tool {name}" : GenAI.ChatName(null, model), item.Time("askedAt") ?? item.At)
        {
            Kind = calls ? "internal" : "client",
            Otherwise = SpanId,
        };
        Below(span, calls ? "execute_tool" : "chat")
            .With(SpanAttributes.ToolName, calls ? name : null)
            .With(SpanAttributes.ToolCallId, item.Text("callId"))
            .With(SpanAttributes.ResponseModel, model)
            .With(SpanAttributes.InputTokens, calls ? null : input)
            .With(SpanAttributes.OutputTokens, calls ? null : output)
            .EndAt(
                item, item.Time("endedAt") ?? item.At, item.Text("error") is null ? null : calls ? "tool_error" : "model_error");
    }

    /// <summary>Ends the call that got no answer, however often it was made.</summary>
    private void Failed(RunEvent by, RunError error)
    {
        var model = _facts.Model(Id);
        Below(new OpenSpan(
            SpanIds.Chat(Id, (int)_turn + 1, Attempt), SpanId, GenAI.ChatName(GenAI.RequestModel(model), null), _last
                ?? by.At) { Kind = "client" }, "chat")
            .With(SpanAttributes.Provider, GenAI.Provider(model))
            .With(SpanAttributes.RequestModel, GenAI.RequestModel(model))
            .End(by, error.Code, error.Message);
    }

    private OpenSpan Tool(RunEvent item, DateTimeOffset start)
    {
        var call = new CallReference(Id, (int)(item.Number("turn") ?? _turn), (int)(item.Number("index") ?? _calls.Count));
        return Below(new OpenSpan(
            SpanIds.Tool(call, Attempt), SpanId, $"execute_tool {item.Text("name")}", start), "execute_tool")
            .With(SpanAttributes.ToolName, item.Text("name"))
            .With(SpanAttributes.ToolCallId, item.Text("callId"));
    }

    private void Answered(RunEvent item)
    {
        // A late result of a call that ended with its member run.
        if (!IsOpen) return;
        if (!_calls.Remove(item.Call(), out var span)) span = Tool(item, item.At);
        span.With(SpanAttributes.ToolAttempts, item.Number("attempts"));
        if (item.Type == RunEventTypes.ToolCallFailed) span.End(item, "tool_error");
        else span.End(item);
    }

    private OpenSpan Wait(string id, RunEvent item)
    {
        var tool = item.ToolText("name");
        return Below(new OpenSpan(SpanIds.Wait(id, Attempt), SpanId, $"await_decision {tool}", item.At), "await_decision")
            .With(SpanAttributes.ToolName, tool)
            .With(SpanAttributes.ToolCallId, item.ToolText("callId"))
            .With(SpanAttributes.RequirementId, id);
    }

    private OpenSpan Below(OpenSpan span, string operation) => _add(span)
        .With(SpanAttributes.Operation, operation)
        .With(SpanAttributes.AgentId, _span is null ? null : _facts.AgentId(Id))
        .With(SpanAttributes.ConversationId, _run.SessionId)
        .With(SpanAttributes.RunId, _run.RunId)
        .With(SpanAttributes.MemberRunId, Id)
        .With(SpanAttributes.Orphan, _span is null ? true : null);

    private void Tell(SpanEventView what)
    {
        for (var agent = this; agent is not null; agent = agent._above)
        {
            if (!agent.IsOpen || agent._span is null) continue;
            agent._span.Tell(what);
            return;
        }
    }

    /// <summary>Adds tokens to every span above that has not ended.</summary>
    private void Count(long input, long output)
    {
        for (var agent = this; agent is { IsOpen: true }; agent = agent._above)
        {
            (agent._input, agent._output) = (agent._input + input, agent._output + output);
            agent._span?.With(SpanAttributes.InputTokens, agent._input).With(SpanAttributes.OutputTokens, agent._output);
        }
    }
}
