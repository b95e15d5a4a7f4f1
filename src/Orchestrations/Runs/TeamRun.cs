using DurableTeams.Definitions;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>
/// What a mode works with: ask the leader, let members work, nothing else. Keeps the run's positions (which make the ids),
/// its clock, its token count and the member runs that are open.
/// </summary>
internal sealed class TeamRun
{
    private readonly TaskOrchestrationContext _context;
    private readonly TeamRunInput _input;
    private readonly AgentRef _leader;
    private readonly WorkClock _clock;
    private readonly Interruption _interruption;
    private readonly AgentTurns _leaderTurns;
    private readonly Dictionary<string, int> _spawns = new(StringComparer.Ordinal);
    private readonly List<MemberRun> _open = [];
    private int _members;
    private long _memberTokens;

    public TeamRun(TaskOrchestrationContext context, TeamRunInput input)
    {
        _context = context;
        _input = input;
        _leader = new AgentRef(RunIds.Leader(input.RunId), input.TeamId, input.SessionId, input.DefinitionVersion);
        var timeout = TimeSpan.FromMilliseconds(input.Plan.TeamTimeoutMs);
        _clock = new WorkClock(context, timeout);
        var error = new RunError("teamTimeout", $"Team '{input.TeamId}' did not finish within {Duration.Format(timeout)} (limits.teamTimeout).");
        _interruption = new Interruption(context.WaitForExternalEvent<string?>(RunSignals.Cancel), _clock, error);
        _leaderTurns = new AgentTurns(context, _leader, input.Plan, _interruption, endsRun: true);
    }

    /// <summary>Records that the run runs, and starts its clock.</summary>
    public async Task StartAsync()
    {
        await RecordAsync(Changes.RunStarted(_leader, _context.CurrentUtcDateTime));
        _clock.Start();
    }

    /// <summary>Stops the clock for good.</summary>
    public void StopClock() => _clock.Stop();

    /// <summary>The leader's next turn. A final one has ended the run with its answer when it returns.</summary>
    public Task<ModelCallResult> AskLeaderAsync(IReadOnlyList<CallAnswer> answers) =>
        _leaderTurns.NextAsync(answers.Count == 0 ? null : answers, TokensLeft);

    /// <summary>Lets the members that the leader's turn delegates to work, at most <c>maxParallel</c> at a time, and returns their answers in the order of the calls.</summary>
    public async Task<IReadOnlyList<CallAnswer>> DelegateAsync(IReadOnlyList<PlannedCall> calls)
    {
        var answers = new SortedDictionary<int, CallAnswer>();
        var waiting = new Queue<PlannedCall>(calls);
        while (waiting.Count > 0 || _open.Count > 0)
        {
            while (waiting.Count > 0 && _open.Count(member => !member.Paused) < _input.Plan.MaxParallel)
            {
                _open.Add(StartMember(waiting.Dequeue()));
            }

            KeepTime();
            await _interruption.WaitAsync(Task.WhenAny(_open.Select(member => member.Changed)));
            foreach (var member in _open.Where(member => member.Done.IsCompleted).ToList())
            {
                _open.Remove(member);
                var result = await member.Done;
                _memberTokens += result.Used.InputTokens + result.Used.OutputTokens;
                answers.Add(member.Index, Answer(member, result));
            }
        }

        KeepTime();
        return [.. answers.Values];
    }

    /// <summary>Ends the run without an answer: first the members that still work, then the run.</summary>
    public async Task<RunStatus> EndAsync(RunStatus status, RunError? error)
    {
        _clock.Stop();
        foreach (var member in _open)
        {
            _context.SendEvent(member.Agent.MemberRunId, RunSignals.Cancel, error?.Message ?? string.Empty);
        }

        await Task.WhenAll(_open.Select(member => member.Done));
        await RecordAsync(Changes.RunEnded(_leader, status, _leaderTurns.Used, error, _context.CurrentUtcDateTime));
        return status;
    }

    private long? TokensLeft => _input.Plan.MaxTokens - _memberTokens - _leaderTurns.Used.InputTokens - _leaderTurns.Used.OutputTokens;

    private MemberRun StartMember(PlannedCall call)
    {
        var memberId = call.MemberId!;
        var spawn = _spawns[memberId] = _spawns.GetValueOrDefault(memberId) + 1;
        var task = new CallReference(_leader.MemberRunId, _leaderTurns.Turn, call.Index);
        var agent = _leader with { MemberRunId = RunIds.Member(_input.RunId, ++_members), MemberId = memberId, Brief = new Brief { Call = task }, Spawn = spawn };
        return new MemberRun(_context, new MemberRunInput(agent, _input.Plan, TokensLeft), call.Index);
    }

    /// <summary>The run's time stands still while every open member waits for a person.</summary>
    private void KeepTime()
    {
        if (_open.Count > 0 && _open.All(member => member.Paused)) _clock.Stop();
        else _clock.Start();
    }

    private CallAnswer Answer(MemberRun member, MemberRunResult result)
    {
        if (result.Status == RunStatus.Completed) return new CallAnswer(member.Index, member.Agent.MemberRunId);
        var error = result.Error ?? Describe.Error(member.Agent, "cancelled", "was cancelled");
        if (_input.Plan.OnMemberFailure == MemberFailurePolicy.Fail) throw new RunFailedException(error);
        return new CallAnswer(member.Index, Error: error.Message);
    }

    private Task RecordAsync(RunChange change) => _context.CallActivityAsync(TaskNames.Record, change, Tasks.Activity);
}
