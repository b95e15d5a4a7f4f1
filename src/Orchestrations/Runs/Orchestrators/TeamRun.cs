using DurableTeams.Contracts;
using DurableTeams.Contracts.Hooks;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Modes;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// A team at work, in a run of its own or nested in another's. Holds the positions (which make the ids), the time, and the open
/// member runs.
/// </summary>
internal sealed class TeamRun : ITeamRun
{
    private readonly TaskOrchestrationContext _context;
    private readonly WorkTime _time;
    private readonly CancelOrTimeout _interruption;
    private readonly AgentTurns _leaderTurns;
    private readonly IReadOnlyList<TokenBudget>? _budgets;
    private readonly PauseSignals _pauses;
    private readonly StateChanges _state;
    private readonly Dictionary<string, int> _spawns = new(StringComparer.Ordinal);
    private readonly List<MemberRun> _open = [];
    private readonly bool _hooks;
    private int _members;

    /// <summary>A team's run.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The team's own member run, its plan and bounds.</param>
    /// <param name="start">The member that a hand-off run starts with; null for the first.</param>
    /// <param name="hooks">Whether hooks are asked before the team works.</param>
    public TeamRun(TaskOrchestrationContext context, MemberRunInput input, string? start = null, bool hooks = false)
    {
        (_context, _hooks) = (context, hooks);
        (Leader, Plan, Start) = (input.Agent, input.Plan, start);
        _budgets = Plan.MaxTokens is { } max
            ? [.. input.Budgets ?? [], new TokenBudget(Leader.MemberRunId, max * (Leader.Attempt + 1))]
            : input.Budgets;
        var (time, error, ofTeamAbove) = TeamTimes.Of(input);
        _time = new WorkTime(context, time, Plan);
        _interruption = new CancelOrTimeout(context, Leader, _time, TimedOut);
        _leaderTurns = new AgentTurns(context, Leader, Plan, _time, _interruption, _budgets, appliesState: !input.Defers);
        _pauses = new PauseSignals(context, Leader);
        _state = new StateChanges(context, Leader, input.Defers);

        Exception TimedOut(string? why) => why is null
            ? ofTeamAbove ? new TeamTimeUpException() : new RunFailedException(error)
            : new RunFailedException(error with { Message = Sentence.WithFullStop($"Team '{Leader.TeamId}' {why}") });
    }

    /// <inheritdoc/>
    public AgentRef Leader { get; }

    /// <inheritdoc/>
    public RunPlan Plan { get; }

    /// <inheritdoc/>
    public string? Start { get; }

    private Usage Used => _leaderTurns.Used;

    /// <summary>Runs the team from start to end, whatever ends it; never throws.</summary>
    public async Task<MemberRunResult> RunAsync()
    {
        try
        {
            await StartAsync();
            if (_hooks) await AskHooksAsync();
            await TeamModes.For(Plan.Mode).RunAsync(this);
            return Result(RunStatus.Completed);
        }
        catch (RunCancelledException)
        {
            return await EndAsync(RunStatus.Cancelled);
        }
        catch (TeamTimeUpException)
        {
            return await EndAsync(RunStatus.Cancelled) with { TeamTimeUp = true };
        }
        catch (RunFailedException failed)
        {
            return await EndAsync(RunStatus.Failed, failed.Error, failed.OutputOf);
        }
        catch (TaskFailedException failed)
        {
            return await EndAsync(
                RunStatus.Failed, RunErrors.TeamError(Leader, "internal", $"failed: {failed.FailureDetails.ErrorMessage}"));
        }
        finally
        {
            _time.Stop();
        }
    }

    /// <summary>Records that the team works. In runs whose time durable timers keep, its timer starts.</summary>
    private async Task StartAsync()
    {
        var now = _context.CurrentUtcDateTime;
        await RecordAsync(Leader.LeadsRun ? RunChanges.RunStarted(Leader, now) : RunChanges.MemberStarted(Leader, now));
        _time.Start();
    }

    private async Task AskHooksAsync()
    {
        var asking = _context.CallActivityAsync<RunStartingResult>(TaskNames.RunStarting, Leader, ActivityCalls.Activity);
        await _interruption.WaitAsync(asking);
        var said = await asking;
        if (said.Code is { } code) throw new RunFailedException(RunErrors.TeamError(Leader, code, said.Message!));
    }

    /// <inheritdoc/>
    public Task<ModelCallResult> AskLeaderAsync(
        IReadOnlyList<CallAnswer>? answers = null, IReadOnlyList<MessagePart>? results = null, int openTasks = 0) =>
        _leaderTurns.NextAsync(
            answers is { Count: > 0 } ? answers : null, results is { Count: > 0 } ? PayloadLimits.Fit(results) : null, openTasks);

    /// <inheritdoc/>
    public CallReference Call(PlannedCall call) => new(Leader.MemberRunId, _leaderTurns.Turn, call.Index);

    /// <inheritdoc/>
    public async Task<MemberEnd> RunMemberAsync(string memberId, Brief brief) =>
        (await RunMembersAsync([new MemberTask(memberId, brief)]))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MemberEnd>> RunMembersAsync(
        IReadOnlyList<MemberTask> tasks, Func<IReadOnlyList<MemberEnd?>, Task>? failing = null)
    {
        var ends = new MemberEnd?[tasks.Count];
        RunFailedException? failure = null;
        for (var next = 0; next < tasks.Count || _open.Count > 0;)
        {
            while (failure is null && next < tasks.Count && _open.Count(member => !member.Paused) < Plan.MaxParallel)
            {
                _interruption.ThrowIfOver();
                _open.Add(StartMember(tasks[next], next, alone: tasks.Count == 1));
                next++;
            }

            if (failure is not null && _open.All(member => member.Paused)) break;
            KeepTime();
            await _interruption.WaitAsync(Task.WhenAny(_open.Select(member => member.Changed)));
            foreach (var member in _open.Where(member => member.Done.IsCompleted).ToList())
            {
                _open.Remove(member);
                var end = End(member, await member.Done);
                ends[member.Index] = end;
                _state.Add(member.Index, end.Result.Patched);
                _time.Add(member.From, end.Result.WorkedMs);
                if (end.Result.TeamTimeUp) throw _interruption.TimedOut();
                // A member is never cancelled alone: it saw the cancellation of the run before the run did.
                if (end.Result.Status == RunStatus.Cancelled) throw new RunCancelledException();
                if (end.Error is null || TellsLeader) continue;
                failure ??= new RunFailedException(end.Error, tasks[member.Index].Brief.Final ? end.Result.OutputOf : null);
            }
        }

        KeepTime();
        await _state.ApplyAsync();
        if (failure is not null && failing is not null) await failing(ends);
        if (failure is not null) throw failure;
        return [.. ends.Select(end => end!)];
    }

    /// <inheritdoc/>
    public async Task FinishAsync(string? outputOf, string? activeAgent = null)
    {
        var finish = new FinishInput(Leader, Used, outputOf, ActiveAgent: Leader.LeadsRun ? activeAgent : null);
        var result = await _context.CallActivityAsync<FinishResult>(TaskNames.Finish, finish, ActivityCalls.Activity);
        if (result.Problem is { } problem)
            throw new RunFailedException(
                RunErrors.TeamError(Leader, "invalidOutput", $"has no answer as asked for: {problem}"), outputOf);
    }

    /// <inheritdoc/>
    public Task EndPhaseAsync(PhaseEndInput end) => _context.CallActivityAsync(TaskNames.PhaseEnd, end, ActivityCalls.Activity);

    /// <inheritdoc/>
    public Task<SpecOutline> RecordSpecAsync(SpecStage stage) => _context.CallActivityAsync<SpecOutline>(
        TaskNames.RecordSpec, new RecordSpecInput(Leader, stage, _members), ActivityCalls.Activity);

    /// <inheritdoc/>
    public Task UpdateTasksAsync(IEnumerable<TaskUpdate> updates) =>
        RecordAsync(RunChanges.TaskUpdated(Leader, updates, _context.CurrentUtcDateTime));

    /// <inheritdoc/>
    public string NextMemberRunId(int ahead = 0) => RunIds.Child(Leader.MemberRunId, _members + 1 + ahead);

    /// <summary>Ends the team's run without an answer: first the members that still work, then the run.</summary>
    private async Task<MemberRunResult> EndAsync(RunStatus status, RunError? error = null, string? outputOf = null)
    {
        _time.Stop();
        foreach (var member in _open)
        {
            _context.SendEvent(member.Agent.MemberRunId, RunSignals.Cancel, error?.Message ?? string.Empty);
        }

        foreach (var member in _open) _state.Add(member.Index, (await member.Done).Patched);
        await _state.ApplyAsync();
        var now = _context.CurrentUtcDateTime;
        await RecordAsync(
            Leader.LeadsRun ? RunChanges.RunEnded(Leader, status, Used, error, outputOf, now)
            : status == RunStatus.Failed ? RunChanges.MemberFailed(Leader, Used, error!, now)
            : RunChanges.MemberCancelled(Leader, Used, now));
        return Result(status) with { Error = error, OutputOf = outputOf };
    }

    private MemberRunResult Result(RunStatus status) =>
        new(status, Patched: _state.Deferred(_leaderTurns.Patched), WorkedMs: _time.SpentMs);

    private bool TellsLeader => Plan.OnMemberFailure == MemberFailurePolicy.TellLeader;

    private MemberRun StartMember(MemberTask task, int index, bool alone)
    {
        var spawn = _spawns[task.MemberId] = _spawns.GetValueOrDefault(task.MemberId) + 1;
        var agent = Leader with
        {
            MemberRunId = NextMemberRunId(),
            MemberId = task.MemberId,
            Brief = task.Brief,
            Spawn = spawn,
            Party = Leader.PartyOf(task.Brief),
            WithoutTools = Leader.WithoutTools || TeamModes.StepOf(Leader.Brief) is { OwnTools: false },
        };
        _members++;
        var defers = _state.Defers || !alone;
        var left = _time.LeftMs ?? 0;
        return Plan.NestedTeam(task.MemberId) is { } nested
            ? new MemberRun(_context, TaskNames.NestedTeam, new MemberRunInput(
                agent with { TeamId = task.MemberId, DefinitionVersion = nested.Version! }, nested.Plan!, _budgets, defers,
                Plan.MemberTimeoutMs, left), index, _time.Spent)
            : new MemberRun(
                _context, Plan.IsRemote(task.MemberId) ? TaskNames.RemoteMember : TaskNames.RunMember,
                new MemberRunInput(agent, Plan.ForAgent(), _budgets, TeamLeftMs: left), index,
                _time.Spent);
    }

    /// <summary>The team's time stands still while every open member waits for a person; the team above learns of it.</summary>
    private void KeepTime()
    {
        var paused = _open.Count > 0 && _open.All(member => member.Paused);
        if (paused) _time.Stop();
        else _time.Start();
        _pauses.Set(paused);
    }

    private static MemberEnd End(MemberRun member, MemberRunResult result) => result.Status == RunStatus.Completed
        ? new MemberEnd(member.Agent, result)
        : new MemberEnd(member.Agent, result, result.Error ?? RunErrors.Error(member.Agent, "cancelled", "was cancelled"));

    private Task RecordAsync(RunChange change) => _context.CallActivityAsync(TaskNames.Record, change, ActivityCalls.Activity);
}
