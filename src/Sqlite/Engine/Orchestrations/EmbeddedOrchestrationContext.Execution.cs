using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>The part that drives an orchestrator: event by event, live or replayed.</summary>
internal sealed partial class EmbeddedOrchestrationContext
{
    private readonly OrchestratorSynchronizationContext _synchronization = new();
    private ITaskOrchestrator? _orchestrator;
    private Task<object?>? _main;
    private Queue<HistoryEvent>? _held;
    private HistoryTurn? _recorded;
    private IReadOnlySet<int>? _reissue;
    private Exception? _violation;
    private int _recordedNext;
    private bool _replaying;

    /// <summary>How the generation ended, or null while it is open.</summary>
    public ExecutionOutcome? Outcome { get; private set; }

    /// <summary>The difference between code and history, or null.</summary>
    public Exception? Violation => _violation;

    /// <summary>Whether the instance is suspended: events are kept until it is resumed.</summary>
    public bool IsSuspended => _held is not null;

    /// <summary>Whether the orchestrator received its start; it may be suspended.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>The time of the last turn; later turns are never earlier.</summary>
    public long LastTurnAt => _turn?.At ?? 0;

    /// <summary>Whether this task is open: asked for and not answered.</summary>
    public bool IsOpen(int id) => _tasks.ContainsKey(id);

    /// <summary>Whether this timer is set.</summary>
    public bool IsTimerSet(int id) => _timers.ContainsKey(id);

    /// <summary>Events that no wait has taken, for the next generation.</summary>
    public IReadOnlyList<HistoryEvent> UnprocessedEvents() => [.. _events.Kept()];

    /// <summary>Sets the code, before the first event. Without code the generation fails, whatever its history says.</summary>
    public void Begin(Func<ITaskOrchestrator?> create)
    {
        try
        {
            _orchestrator = create();
            if (_orchestrator is null) _violation = new OrchestratorNotFoundException(_identity.Name);
        }
        // An orchestrator that cannot be made fails its instances like one that throws.
        catch (Exception e)
        {
            _violation = e;
        }
    }

    /// <summary>Opens a turn; the next events belong to it.</summary>
    public void BeginTurn(HistoryTurn turn) => _turn = turn;

    /// <summary>Delivers an event, and lets the orchestrator run until it waits again or ends.</summary>
    public void Deliver(HistoryEvent happened)
    {
        _turn.Events.Add(happened);
        Process(happened);
    }

    /// <summary>
    /// Repeats a recorded turn. Where code and record differ, the generation fails. Tasks in <paramref name="reissue"/> are
    /// scheduled again, for a rewind.
    /// </summary>
    public void Replay(HistoryTurn recorded, IReadOnlySet<int>? reissue = null)
    {
        _turn = new HistoryTurn(recorded.At);
        _recorded = recorded;
        _recordedNext = 0;
        _reissue = reissue;
        _replaying = true;
        foreach (var happened in recorded.Events) Process(happened);
        if (Outcome is null && _recordedNext < recorded.Actions.Count)
        {
            _violation ??= new NonDeterminismException(recorded.Actions[_recordedNext].ToString(), "nothing more in this turn");
            Finish();
        }

        _replaying = false;
        _recorded = null;
        _reissue = null;
    }

    private void Process(HistoryEvent happened)
    {
        if (Outcome is not null) return;
        if (happened.Kind == HistoryEventKind.Started) IsStarted = true;
        if (happened.Kind == HistoryEventKind.Suspended)
        {
            _held ??= new();
        }
        else if (happened.Kind == HistoryEventKind.Resumed)
        {
            var held = _held ?? new();
            _held = null;
            foreach (var waiting in held) Run(waiting);
        }
        else if (_held is not null)
        {
            _held.Enqueue(happened);
        }
        else
        {
            Run(happened);
        }
    }

    private void Run(HistoryEvent happened)
    {
        if (Outcome is not null) return;
        _synchronization.Run(Apply, happened);
        Finish();
    }

    private void Apply(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryEventKind.Started:
                _main = StartMainAsync();
                break;
            case HistoryEventKind.TaskCompleted when Close(happened.Id, out _) is { } task:
                task.Complete(happened.Payload, _converter);
                break;
            case HistoryEventKind.TaskFailed when Close(happened.Id, out var name) is { } task:
                task.Fail(new TaskFailedException(name, happened.Id, happened.Failure!));
                break;
            case HistoryEventKind.TimerFired when _timers.Remove(happened.Id, out var timer):
                timer.TrySetResult();
                break;
            case HistoryEventKind.EventRaised:
                _events.Deliver(happened);
                break;
        }
    }

    private async Task<object?> StartMainAsync()
    {
        var orchestrator = _orchestrator ?? throw _violation!;
        return await orchestrator.RunAsync(this, _converter.Deserialize(_identity.Input, orchestrator.InputType));
    }

    private OpenTask? Close(int id, out string name)
    {
        _taskNames.Remove(id, out name!);
        return _tasks.Remove(id, out var task) ? task : null;
    }

    private HistoryAction Ask(HistoryActionKind kind, string? name, string? instanceId, long due = 0)
    {
        if (_violation is not null) throw _violation;
        var id = _nextId++;
        if (!_replaying)
        {
            var action = new HistoryAction(kind, id, name, instanceId, due);
            _turn.Actions.Add(action);
            return action;
        }

        var recorded = _recordedNext < _recorded!.Actions.Count ? _recorded.Actions[_recordedNext++] : null;
        if (recorded?.Matches(kind, name, instanceId) == true) return recorded;
        throw _violation = new NonDeterminismException(
            recorded?.ToString() ?? "nothing more in this turn", HistoryAction.Describe(kind, name, instanceId));
    }

    private void Finish()
    {
        if (_violation is null && _main is { IsCompleted: true })
        {
            Settle(ToOutcome(_main));
        }
        else if (_violation is null && (_synchronization.WasPostedFromOutside || IsStuck()))
        {
            _violation = new NonDurableAwaitException();
        }

        if (_violation is not null)
            Outcome = new ExecutionOutcome(ExecutionEnd.Failed, Failure: TaskFailures.From(_violation));
    }

    private void Settle(ExecutionOutcome outcome)
    {
        try
        {
            Ask(HistoryActionKind.Finish, outcome.End.ToString(), null);
            Outcome = outcome;
        }
        catch (NonDeterminismException)
        {
            // Recorded as the violation that fails the generation.
        }
    }

    // Nothing that the engine knows can ever wake the orchestrator.
    private bool IsStuck() => _main is not null && _tasks.Count == 0 && _timers.Count == 0 && !_events.HasWaits && !IsSuspended;

    private ExecutionOutcome ToOutcome(Task<object?> main)
    {
        try
        {
            // Completed: this call only returns the result or throws the exception.
            var result = main.GetAwaiter().GetResult();
            return _continueAsNew is { } next
                ? new(ExecutionEnd.ContinuedAsNew, _converter.Serialize(
                    next.NewInput), null, next.PreserveUnprocessedEvents, next.NewVersion)
                : new(ExecutionEnd.Completed, _converter.Serialize(result));
        }
        catch (Exception e)
        {
            return new(ExecutionEnd.Failed, Failure: TaskFailures.From(e));
        }
    }
}
