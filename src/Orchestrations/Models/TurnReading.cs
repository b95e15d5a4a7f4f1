using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Tools;

namespace DurableTeams.Models;

/// <summary>A turn, read: the calls to make, and what is to be recorded with the answer.</summary>
public sealed class TurnReading
{
    private readonly TeamDefinition _team;
    private readonly AgentRef _agent;
    private readonly MessageRecord _answer;
    private readonly DateTimeOffset _at;
    private readonly List<PlannedCall> _calls = [];
    private readonly List<MessageRecord> _messages = [];
    private readonly List<RequirementRecord> _requirements = [];
    private readonly List<RunEventDraft> _events = [];

    internal TurnReading(TeamDefinition team, AgentRef agent, MessageRecord answer, DateTimeOffset at)
    {
        (_team, _agent, _answer, _at) = (team, agent, answer, at);
        var usage = answer.Usage ?? Usage.None;
        Add($"m{answer.Turn}", RunEventTypes.ModelCallCompleted, new
        {
            turn = answer.Turn,
            model = answer.Model,
            inputTokens = usage.InputTokens,
            outputTokens = usage.OutputTokens,
            toolCalls = answer.Calls?.Select(call => call.Name),
        });
    }

    /// <summary>What to record, the answer itself aside.</summary>
    public RunChange Change => new(_agent.RunId, _at) { Messages = _messages, Requirements = _requirements, Events = _events };

    /// <summary>What the orchestration learns.</summary>
    /// <param name="usedBefore">What the agent run used before this turn.</param>
    public ModelCallResult Result(Usage usedBefore)
    {
        var used = usedBefore + (_answer.Usage ?? Usage.None);
        return _answer.Calls is { Count: > 0 } ? new ModelCallResult(used, _calls) : new ModelCallResult(used, Final: true);
    }

    /// <summary>The call is a delegation.</summary>
    internal void Delegate(int index, string memberId) => _calls.Add(new PlannedCall(index, memberId));

    /// <summary>The call runs a tool.</summary>
    internal void Call(int index)
    {
        _calls.Add(new PlannedCall(index));
        var call = _answer.Calls![index];
        Add(ToolEvents.StartedKey(_answer.Turn, index), RunEventTypes.ToolCallStarted, new { callId = call.CallId, name = call.Name, arguments = call.Arguments });
    }

    /// <summary>The call waits for a person.</summary>
    internal void Ask(int index, ToolDescription tool)
    {
        _calls.Add(new PlannedCall(index, Gated: true));
        var call = _answer.Calls![index];
        var requirementId = RunIds.Requirement(_agent.MemberRunId, _answer.Turn, index);
        _requirements.Add(new RequirementRecord
        {
            RequirementId = requirementId,
            Kind = RequirementKind.Confirmation,
            Status = RequirementStatus.Pending,
            RunId = _agent.RunId,
            TeamId = _team.Id,
            MemberRunId = _agent.MemberRunId,
            MemberId = _agent.MemberId!,
            MemberPath = [_team.Id, _agent.MemberId!],
            Call = new CallReference(_agent.MemberRunId, _answer.Turn, index),
            Tool = call,
            AllowEdit = tool.Definition.Approve.AllowEdit,
            CreatedAt = _at,
        });
        var data = new { requirementId, kind = RequirementKind.Confirmation, tool = new { callId = call.CallId, name = call.Name, arguments = call.Arguments } };
        _events.Add(new RunEventDraft($"req:{requirementId}:created", RunEventTypes.RequirementCreated, _agent.MemberRunId, _agent.MemberId, Changes.Data(data)));
    }

    /// <summary>The call makes no sense: the model is told why, and nothing runs.</summary>
    internal void Refuse(int index, string reason)
    {
        var call = _answer.Calls![index];
        _messages.Add(new MessageRecord
        {
            MemberRunId = _agent.MemberRunId,
            Turn = _answer.Turn,
            Slot = 1 + index,
            Role = "tool",
            CallId = call.CallId,
            Text = $"Error: {reason}",
            Status = ToolCallStatus.Failed,
            Attempts = 0,
        });
        Add(ToolEvents.EndedKey(_answer.Turn, index), RunEventTypes.ToolCallFailed, new { callId = call.CallId, name = call.Name, error = reason });
    }

    private void Add<T>(string key, string type, T data) =>
        _events.Add(new RunEventDraft($"{_agent.MemberRunId}:{key}", type, _agent.MemberRunId, _agent.MemberId, Changes.Data(data)));
}
