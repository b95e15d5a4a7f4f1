using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>How generations and instances end.</summary>
internal sealed partial class TurnRunner
{
    /// <summary>Ends an instance from outside, with its sub-orchestrations if asked to.</summary>
    public void Terminate(OrchestrationInstance instance, string? output, bool recursive)
    {
        if (instance.IsFinished) return;
        if (instance.DeadLetter is not null) Batch.SetAside(instance.Key, null);
        instance.DeadLetter = null;
        var write = Join(instance);
        write.DropTasks = true;
        write.NewTasks = null;
        Batch.Activities.RemoveAll(task => task.Instance == instance.Key);
        End(instance, OrchestrationRuntimeStatus.Terminated, output, null, TaskFailures.Terminated(output));
        if (!recursive) return;
        foreach (var key in _services.Queries.ListUnfinishedChildren(instance.Key)) TerminateChild(key, output);
        foreach (var child in _live.All.Where(child => child.Parent?.Key == instance.Key).ToArray())
            Terminate(child, output, recursive: true);
    }

    /// <summary>Ends an instance that cannot go on.</summary>
    public void FailInstance(long key, TaskFailureDetails failure)
    {
        if (Find(key) is not { CanRun: true } instance) return;
        Join(instance);
        End(instance, OrchestrationRuntimeStatus.Failed, null, failure, failure);
    }

    /// <summary>Begins a generation that was left for another batch.</summary>
    public void BeginGeneration(long key, int generation, IReadOnlyList<HistoryEvent> inherited)
    {
        if (Find(key) is not { CanRun: true } instance || instance.Generation != generation) return;
        (Join(instance).DoneTasks ??= []).Add((generation, TaskRow.BeginGeneration));
        DeliverStart(instance, inherited);
    }

    private void TerminateChild(long key, string? output)
    {
        if (Find(key) is { } child) Terminate(child, output, recursive: true);
    }

    private void Conclude(OrchestrationInstance instance, ExecutionOutcome outcome)
    {
        switch (outcome.End)
        {
            case ExecutionEnd.ContinuedAsNew:
                ContinueAsNew(instance, outcome);
                break;
            case ExecutionEnd.Completed:
                End(instance, OrchestrationRuntimeStatus.Completed, outcome.Payload, null, null);
                break;
            default:
                End(instance, OrchestrationRuntimeStatus.Failed, null, outcome.Failure, outcome.Failure);
                break;
        }
    }

    private void End(
        OrchestrationInstance instance,
        OrchestrationRuntimeStatus status,
        string? output,
        TaskFailureDetails? failure,
        TaskFailureDetails? forParent)
    {
        var write = instance.Write!;
        instance.Status = status;
        write.StatusChanged = true;
        write.Output = output;
        write.Failure = FailureJson.ToText(failure);
        CancelTimers(instance);
        Batch.Changed.Add(instance.Id);
        if (instance.Parent is not { } parent) return;
        Answer(parent, forParent is null
            ? new HistoryEvent(HistoryEventKind.TaskCompleted, parent.TaskId, Payload: output)
            : new HistoryEvent(HistoryEventKind.TaskFailed, parent.TaskId, Failure: forParent));
    }

    // Gives a sub-orchestration's answer to its parent, if that still waits for it.
    private void Answer(ParentLink link, HistoryEvent answer)
    {
        if (Find(link.Key) is not { CanRun: true } parent || parent.Generation != link.Generation) return;
        if (parent.Outstanding.TakeTask(link.TaskId)) _following.Enqueue((parent, parent.Generation, answer));
    }

    private void ContinueAsNew(OrchestrationInstance instance, ExecutionOutcome outcome)
    {
        var inherited = outcome.KeepEvents ? instance.Context!.UnprocessedEvents() : [];
        CancelTimers(instance);
        instance.Generation++;
        instance.NextTurn = 0;
        instance.Input = outcome.Payload;
        instance.Version = outcome.NewVersion ?? instance.Version;
        instance.Outstanding = new Outstanding();
        instance.Context = CreateContext(instance);
        instance.Write!.StatusChanged = true;
        BeginTurn(instance);

        // A loop that never waits would never let the batch end; so now and then it goes on in the next one.
        if (++_generations <= MaxGenerationsPerBatch)
        {
            DeliverStart(instance, inherited);
            return;
        }

        var generation = instance.Generation;
        (instance.Write.NewTasks ??= []).Add(new TaskRow(
            instance.Key, instance.Id, generation, TaskRow.BeginGeneration, "", null, _history.WriteEvents(inherited)));
        _later(new BeginGeneration(instance.Key, generation, inherited));
    }

    private void DeliverStart(OrchestrationInstance instance, IReadOnlyList<HistoryEvent> inherited)
    {
        _following.Enqueue((instance, instance.Generation, HistoryEvent.Started));
        foreach (var happened in inherited) _following.Enqueue((instance, instance.Generation, happened));
    }

    private void CancelTimers(OrchestrationInstance instance)
    {
        foreach (var (id, due) in instance.Outstanding.Timers)
            _timers.Remove(new TimerKey(due, instance.Key, instance.Generation, id));
    }
}
