using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Json.Answers;
using DurableTeams.Json;
using DurableTeams.Modes;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Hooks;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.BuiltIn;

namespace DurableTeams.Runs.Turns;

/// <summary>The reading of a turn: the calls to make, and the change to record with the answer.</summary>
internal sealed class TurnReading : ITurn
{
    private readonly MessageRecord _answer;
    private readonly DateTimeOffset _at;
    private readonly List<PlannedCall> _calls = [];
    private readonly List<MessageRecord> _messages = [];
    private readonly List<RequirementRecord> _requirements = [];
    private readonly List<RunEventDraft> _events = [];
    private readonly Dictionary<int, ToolBinding> _bindings = [];
    private TurnEnding? _ending;
    private JsonElement? _patch;
    private (string Target, string Reason)? _handoff;
    private bool _concludes;
    private TaskPlan? _tasks;

    internal TurnReading(TeamDefinition team, AgentRef agent, MessageRecord answer, TurnContext context, DateTimeOffset at)
    {
        (Team, Agent, _answer, Context, _at) = (team, agent, answer, context, at);
        Expected = AnswerForm.Of(team, agent);
        if (!TeamModes.AsksPeople(agent.Brief)) AddModelCall();
        if (answer.Calls is { Count: > 0 } || context.OpenTasks > 0) return;
        // An agent written in code may answer with nothing.
        var absent = !agent.IsLeader && team.FindMember(agent.MemberId!)?.Agent is not null ? null : NoAnswer.Reason(answer);
        Absent = absent is not null;
        Invalid = absent ?? Problem();
        if (Invalid is not null) AskAgain();
    }

    internal TurnContext Context { get; }

    internal AnswerForm? Expected { get; }

    /// <inheritdoc/>
    public TeamDefinition Team { get; }

    /// <inheritdoc/>
    public AgentRef Agent { get; }

    /// <inheritdoc/>
    public string Text => _answer.Text ?? string.Empty;

    /// <inheritdoc/>
    public bool HasAnswer => Text.Length > 0 && Expected?.Problem(Text) is null;

    /// <inheritdoc/>
    public IReadOnlyList<StoredCall> Calls => _answer.Calls ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<PlannedCall> Planned => _calls;

    /// <inheritdoc/>
    public TurnEnding? Ending => _ending;

    /// <inheritdoc/>
    public int OpenTasks => Context.OpenTasks;

    TaskPlan ITurn.Tasks => _tasks ??= new TaskPlan(Team, Calls, Context.Earlier);

    private string? Invalid { get; }

    private bool Absent { get; }

    /// <summary>Whether the turn is the agent's answer.</summary>
    public bool Final => Calls.Count == 0
        ? Invalid is null && OpenTasks == 0
        : _calls.Count == 0 && (_ending is not null || _concludes);

    /// <summary>The answer to record, each call with its binding.</summary>
    public MessageRecord Message => _bindings.Count == 0
        ? _answer
        : _answer with { Calls = [.. Calls.Select((call, index) => call with { Binding = _bindings.GetValueOrDefault(index) })] };

    /// <summary>The change to record, without the answer itself.</summary>
    public RunChange Change
    {
        get
        {
            var change = new RunChange(Agent.RunId, _at)
            {
                Messages = _messages,
                Requirements = _requirements,
                Events = _events,
                StatePatch = Context.AppliesState ? _patch : null,
            };
            return Final ? HandedOver(change) : change;
        }
    }

    /// <inheritdoc/>
    public CallReference PlaceOf(int index) => new(Agent.MemberRunId, _answer.Turn, index);

    /// <inheritdoc/>
    Spec? ITurn.Spec => Context.Spec;

    /// <inheritdoc/>
    public bool OverflowsState(int index) => Context.StateRefused?.Contains(index) == true;

    /// <summary>The result for the orchestration.</summary>
    /// <param name="usedBefore">What the member run used before this turn.</param>
    public ModelCallResult Result(Usage usedBefore) => new(
        usedBefore + (_answer.Usage ?? Usage.None),
        _calls.Count == 0 ? null : _calls,
        Final,
        Invalid: Invalid,
        Absent: Absent,
        Ending: _ending ?? Choice(),
        Patched: _patch is not null && !Context.AppliesState);

    /// <summary>The call is one of a built-in tool.</summary>
    internal void Take(int index, CallMeaning meaning)
    {
        if (meaning.Refusal is { } reason)
        {
            Refuse(index, reason);
            return;
        }

        if (meaning.Question is { } question) Ask(index, question);
        if (meaning.Work is { } work) _calls.Add(work);
        if (meaning.Event is { } happened) _events.Add(happened);
        if (meaning.StatePatch is { } patch) _patch = _patch is { } before ? JsonMergePatch.Compose(before, patch) : patch;
        _ending = meaning.Ending ?? _ending;
        _concludes |= meaning.Concludes;
        if (meaning is { Ending.TransferTo: { } target, HandoffReason: { } handoff }) _handoff = (target, handoff);
        if (meaning.Answer is { } answer) _messages.Add(Told(index, answer, ToolCallStatus.Completed, attempts: 1));
    }

    /// <summary>The change with the hand-off of the turn, to be recorded once the agent is done.</summary>
    internal RunChange HandedOver(RunChange change)
    {
        if (_handoff is not var (target, reason)) return change;
        var data = RunChanges.Data(new { from = Agent.MemberId, to = target, reason });
        return change with
        {
            // The session goes on with the active agent of the run's own team, not of a nested team.
            ActiveAgent = RunIds.ParentOf(Agent.MemberRunId) == RunIds.Leader(Agent.RunId) ? target : null,
            Events = [.. change.Events, new RunEventDraft(
                $"{Agent.MemberRunId}:handoff", RunEventTypes.HandoffOccurred, Agent.MemberRunId, Agent.MemberId, data)],
        };
    }

    /// <summary>The call runs a tool.</summary>
    internal void Call(int index, ToolBinding? binding, int? attempts = null)
    {
        if (binding is not null) _bindings[index] = binding;
        _calls.Add(new PlannedCall(index, Attempts: attempts));
        var call = Calls[index];
        Add(ToolEvents.StartedKey(_answer.Turn, index), RunEventTypes.ToolCallStarted, new
        {
            callId = call.CallId,
            name = call.Name,
            arguments = call.Arguments,
            turn = _answer.Turn,
            index
        });
    }

    private void Ask(int index, PersonQuestion question) => Ask(
        index, question.Tool, RequirementKind.UserInput,
        [.. GateReading.FieldsOf(question.Tool).Select(field => field with { Choices = question.Choices })],
        ToolBindings.Of(question.Tool, RequirementKind.UserInput));

    /// <summary>The call waits for a person.</summary>
    internal void Ask(
        int index, ToolDescription tool, RequirementKind kind, IReadOnlyList<InputField>? fields, ToolBinding? binding)
    {
        if (binding is not null) _bindings[index] = binding;
        var approve = tool.Definition.Approve;
        var gate = new GatePlan(
            _at + approve.Expires, approve.OnExpiry == OnExpiry.Fail, _at + approve.EscalateAfter,
            approve.Notify is not null);
        _calls.Add(new PlannedCall(index, Gated: true, Gate: gate.OrNull, Attempts: tool.Attempts));
        var call = Calls[index];
        var requirementId = RunIds.Requirement(Agent.MemberRunId, _answer.Turn, index);
        _requirements.Add(new RequirementRecord
        {
            RequirementId = requirementId,
            Kind = kind,
            Status = RequirementStatus.Pending,
            RunId = Agent.RunId,
            TeamId = Team.Id,
            MemberRunId = Agent.MemberRunId,
            MemberId = Agent.MemberId!,
            MemberPath = MemberPaths.InOwnTeam(Agent),
            Call = PlaceOf(index),
            Tool = call with { Binding = binding },
            AllowEdit = approve.AllowEdit && kind == RequirementKind.Confirmation,
            ArgumentsHash = kind == RequirementKind.Confirmation ? CanonicalJson.Hash(call.Arguments) : null,
            InputFields = fields,
            ExpiresAt = gate.ExpiresAt,
            Quorum = kind == RequirementKind.Confirmation ? approve.Quorum ?? 1 : 1,
            CreatedAt = _at,
        });
        var reason = HookedCalls.IsAsked(binding?.Hooked) ? binding!.Hooked!.Reason : null;
        var data = new
        {
            requirementId,
            kind,
            reason,
            tool = new { callId = call.CallId, name = call.Name, arguments = call.Arguments },
        };
        _events.Add(new RunEventDraft(
            $"req:{requirementId}:created",
            RunEventTypes.RequirementCreated,
            Agent.MemberRunId,
            Agent.MemberId,
            RunChanges.Data(data)));
    }

    /// <summary>A hook does not let the call pass: the model is told why, and nothing runs.</summary>
    internal void Block(int index, ToolBinding? binding, string reason)
    {
        if (binding is not null) _bindings[index] = binding;
        Refuse(index, reason);
    }

    /// <summary>The call makes no sense: the model is told why, and nothing runs.</summary>
    internal void Refuse(int index, string reason)
    {
        var call = Calls[index];
        _messages.Add(Told(index, $"Error: {reason}", ToolCallStatus.Failed, attempts: 0));
        Add(ToolEvents.EndedKey(_answer.Turn, index), RunEventTypes.ToolCallFailed, new
        {
            callId = call.CallId,
            name = call.Name,
            error = reason,
            turn = _answer.Turn,
            index
        });
    }

    private void AddModelCall()
    {
        var usage = _answer.Usage ?? Usage.None;
        Add($"m{_answer.Turn}", RunEventTypes.ModelCallCompleted, new
        {
            turn = _answer.Turn,
            askedAt = Context.AskedAt,
            model = _answer.Model,
            provider = Context.Called?.Provider,
            requestModel = Context.Called?.Model,
            finishReason = Context.FinishReason,
            responseId = Context.ResponseId,
            inputTokens = usage.InputTokens,
            outputTokens = usage.OutputTokens,
            toolCalls = _answer.Calls?.Select(call => call.Name),
        });
    }

    private TurnEnding? Choice()
    {
        if (!Final || TeamModes.StepOf(Agent.Brief)?.Choice is not { } property) return null;
        using var answer = StructuredAnswer.Parse(Text)!;
        return new TurnEnding(Choice: answer.RootElement.GetProperty(property).GetString());
    }

    // Half an answer may read well: a number without its last digits.
    private string? Problem() => Expected is null ? null
        : _answer.FinishReason == FinishReasons.Length ? "it was cut off at the bound on tokens (length); maxOutputTokens sets it"
        : Expected.Problem(Text);

    private void AskAgain() => _messages.Add(new MessageRecord
    {
        MemberRunId = Agent.MemberRunId,
        Turn = _answer.Turn,
        Slot = 1,
        Role = "user",
        Text = Absent ? Prompts.AnswerAtAll(Invalid!, Expected) : Prompts.AnswerAgain(Expected!, Invalid!),
    });

    private MessageRecord Told(int index, string text, ToolCallStatus status, int attempts) => new()
    {
        MemberRunId = Agent.MemberRunId,
        Turn = _answer.Turn,
        Slot = 1 + index,
        Role = "tool",
        CallId = Calls[index].CallId,
        Text = text,
        Status = status,
        Attempts = attempts,
    };

    private void Add<T>(string key, string type, T data) =>
        _events.Add(
            new RunEventDraft($"{Agent.MemberRunId}:{key}", type, Agent.MemberRunId, Agent.MemberId, RunChanges.Data(data)));
}
