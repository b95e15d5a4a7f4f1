using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>What comes to instances: starts, answers, timers, events.</summary>
internal sealed partial class TurnRunner
{
    /// <summary>
    /// Starts an instance. An id that is taken by one that has ended is used again, unless its status is in
    /// <paramref name="refused"/>; one that has not ended is only replaced if the caller named statuses, and not its.
    /// </summary>
    public string Start(StartRequest request, ParentLink? parent = null, IReadOnlyCollection<string>? refused = null)
    {
        var existing = Find(request.InstanceId);
        if (existing is not null) Replace(existing, parent, refused);
        return Start(request, existing, parent);
    }

    private string Start(StartRequest request, OrchestrationInstance? existing, ParentLink? parent)
    {
        var instance = new OrchestrationInstance(_nextKey++, request.InstanceId, request.Name)
        {
            Version = request.Version,
            Created = Now,
            Input = request.Input,
            Tags = request.Tags,
            Parent = parent,
            Status = OrchestrationRuntimeStatus.Pending,
        };
        instance.Context = CreateContext(instance);
        var write = Join(
            instance, new InstanceWrite(instance, isNew: true) { Replaces = existing?.Key, StartAt = request.StartAt });
        if (request.StartAt is { } at && at > Now)
        {
            AddTimer(instance, write, new TimerKey(at, instance.Key, 0, TimerKey.Start));
        }
        else
        {
            instance.Status = OrchestrationRuntimeStatus.Running;
            Batch.Changed.Add(instance.Id);
            _following.Enqueue((instance, 0, HistoryEvent.Started));
        }

        return instance.Id;
    }

    /// <summary>Gives an instance an external event.</summary>
    public void Raise(OrchestrationInstance instance, string name, string? payload) =>
        Deliver(instance, new HistoryEvent(HistoryEventKind.EventRaised, Name: name, Payload: payload));

    /// <summary>Sends an event from one instance to another; to one that is not there it is lost.</summary>
    public void Send(string instanceId, string name, string? payload)
    {
        if (Find(instanceId) is { CanRun: true } target)
            _following.Enqueue(
                (target, target.Generation, new HistoryEvent(HistoryEventKind.EventRaised, Name: name, Payload: payload)));
        else
            LogNotRunning(name, instanceId);
    }

    /// <summary>Suspends or resumes an instance.</summary>
    public void Suspend(OrchestrationInstance instance, bool suspended)
    {
        if (instance.Context!.IsSuspended == suspended) return;
        instance.Status = suspended ? OrchestrationRuntimeStatus.Suspended
            : instance.Context.IsStarted ? OrchestrationRuntimeStatus.Running
            : OrchestrationRuntimeStatus.Pending;
        Join(instance).StatusChanged = true;
        Deliver(instance, new HistoryEvent(suspended ? HistoryEventKind.Suspended : HistoryEventKind.Resumed));
    }

    /// <summary>Takes an activity's answer, once; what it wrote is written in any case.</summary>
    public void ActivityAnswered(TaskRow task, HistoryEvent answer, IReadOnlyList<Action<WriteSession>> units)
    {
        var instance = Find(task.Instance);
        // A dead letter's task is kept, and runs again when it is requeued.
        if (instance?.DeadLetter is not null) return;
        Batch.AddTravelling(task.Instance, units);
        if (instance is null) return;
        (Join(instance).DoneTasks ??= []).Add((task.Generation, task.Id));
        if (instance.IsFinished || instance.Generation != task.Generation) return;
        if (instance.Outstanding.TakeTask(task.Id)) Deliver(instance, answer);
    }

    /// <summary>Fires what is due.</summary>
    public void FireTimers()
    {
        _timers.WentOff();
        while (_timers.TryTakeDue(Now, out var timer)) Fire(timer);
    }

    /// <summary>Sets a timer.</summary>
    public void AddTimer(OrchestrationInstance instance, InstanceWrite write, TimerKey timer)
    {
        instance.Outstanding.AddTimer(timer.Id, timer.Due);
        (write.NewTimers ??= []).Add(timer);
        _timers.Add(timer);
    }

    /// <summary>Takes a timer off.</summary>
    public void CancelTimer(OrchestrationInstance instance, int id)
    {
        if (!instance.Outstanding.TakeTimer(id, out var due)) return;
        (instance.Write!.DoneTimers ??= []).Add((instance.Generation, id));
        _timers.Remove(new TimerKey(due, instance.Key, instance.Generation, id));
    }

    /// <summary>This id, or where a running instance has it one that begins with it and is free.</summary>
    public string FreeInstanceId(string id) =>
        Find(id) is { IsFinished: false } ? FormattableString.Invariant($"{id}~{_nextKey}") : id;

    /// <summary>Starts a sub-orchestration, or tells its parent why not.</summary>
    public void StartChild(OrchestrationInstance parent, int taskId, StartRequest request)
    {
        parent.Outstanding.AddChild(taskId);
        var link = new ParentLink(parent.Key, parent.Generation, taskId, parent.Name, parent.Id);
        var existing = Find(request.InstanceId);
        if (existing is { IsFinished: false } taken)
        {
            var exception = new OrchestrationAlreadyExistsException(taken.Id, taken.Status.ToString());
            Answer(link, new HistoryEvent(HistoryEventKind.TaskFailed, taskId, Failure: TaskFailures.From(exception)));
            return;
        }

        if (existing is not null) Replace(existing, link, null);
        Start(request, existing, link);
    }

    private void Fire(TimerKey timer)
    {
        if (Find(timer.Instance) is not { CanRun: true } instance || instance.Generation != timer.Generation) return;
        (Join(instance).DoneTimers ??= []).Add((timer.Generation, timer.Id));
        if (timer.Id == TimerKey.Start)
        {
            instance.Outstanding.TakeTimer(timer.Id, out _);
            // Suspended before it began, it is held at the start.
            if (!instance.Context!.IsSuspended) instance.Status = OrchestrationRuntimeStatus.Running;
            instance.Write!.StatusChanged = true;
            Batch.Changed.Add(instance.Id);
            Deliver(instance, HistoryEvent.Started);
        }
        else if (instance.Outstanding.TakeTimer(timer.Id, out _))
        {
            Deliver(instance, new HistoryEvent(HistoryEventKind.TimerFired, timer.Id));
        }
    }

    private void Replace(OrchestrationInstance existing, ParentLink? parent, IReadOnlyCollection<string>? refused)
    {
        var status = existing.Status.ToString();
        var isRefused = refused?.Contains(status, StringComparer.OrdinalIgnoreCase) == true;
        if (isRefused || (!existing.IsFinished && (parent is not null || refused is null)))
            throw new OrchestrationAlreadyExistsException(existing.Id, status);
        Terminate(existing, null, recursive: false);
        _live.Remove(existing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Event} was sent to instance {InstanceId}, which is not running")]
    private partial void LogNotRunning(string @event, string instanceId);
}
