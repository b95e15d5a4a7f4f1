using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Engine;

/// <summary>
/// Rewinding a failed instance: the turn in which it failed is undone, with those before it that heard of failures and
/// scheduled nothing since, and done again without the failures; activities that had not succeeded run anew, failed
/// sub-orchestrations are rewound in their turn.
/// </summary>
internal sealed partial class TurnRunner
{
    /// <summary>Rewinds.</summary>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public void Rewind(OrchestrationInstance failed)
    {
        if (failed.Status != OrchestrationRuntimeStatus.Failed)
            throw new InvalidOperationException($"Only a failed instance can be rewound; '{failed.Id}' is {failed.Status}.");
        var turns = _services.Database
            .Read(session => InstanceLoader.ReadHistory(session, failed.Key, failed.Generation))
            .ConvertAll(turn => HistoryJson.Read(turn));
        var instance = Reopen(failed);
        if (turns.Count == 0) return;
        var from = FirstUndone(turns);
        var before = turns.GetRange(0, from);
        var again = turns.Skip(from).SelectMany(turn => turn.Events).Where(happened => happened.Kind != HistoryEventKind.TaskFailed).ToList();
        foreach (var turn in before) instance.Outstanding.Replay(turn);
        var reissue = instance.Outstanding.Activities.Except(again.Select(happened => happened.Id)).ToHashSet();
        instance.NextTurn = before.Count;
        var write = Join(instance);
        write.StatusChanged = true;
        write.DropTurnsFrom = before.Count;
        foreach (var turn in before) instance.Context!.Replay(turn, reissue);
        BeginTurn(instance);
        instance.Outstanding.KeepTimers(id => instance.Context!.IsTimerSet(id));
        ReopenTimers(instance, write);
        Batch.Changed.Add(instance.Id);
        foreach (var happened in again) DeliverAgain(instance, happened);
        RewindChildren(instance, before);
    }

    /// <summary>
    /// The first turn that heard of a failure with nothing scheduled from there to the end: undoing those turns loses no
    /// recorded work. Else the last.
    /// </summary>
    private static int FirstUndone(List<HistoryTurn> turns)
    {
        var first = turns.Count - 1;
        for (var i = first - 1; i >= 0 && turns[i].Actions.Count == 0; i--)
        {
            if (turns[i].Events.Any(happened => happened.Kind == HistoryEventKind.TaskFailed)) first = i;
        }

        return first;
    }

    private OrchestrationInstance Reopen(OrchestrationInstance failed)
    {
        var instance = new OrchestrationInstance(failed.Key, failed.Id, failed.Name)
        {
            Version = failed.Version,
            Status = OrchestrationRuntimeStatus.Running,
            Generation = failed.Generation,
            Created = failed.Created,
            Input = failed.Input,
            CustomStatus = failed.CustomStatus,
            Parent = failed.Parent,
        };
        _live.Remove(failed);
        instance.Context = CreateContext(instance);
        return instance;
    }

    private void ReopenTimers(OrchestrationInstance instance, InstanceWrite write)
    {
        foreach (var (id, due) in instance.Outstanding.Timers)
        {
            var timer = new TimerKey(due, instance.Key, instance.Generation, id);
            (write.NewTimers ??= []).Add(timer);
            _timers.Add(timer);
        }
    }

    private void DeliverAgain(OrchestrationInstance instance, HistoryEvent happened)
    {
        if (happened.Kind == HistoryEventKind.TaskCompleted) instance.Outstanding.TakeTask(happened.Id);
        else if (happened.Kind == HistoryEventKind.TimerFired) CancelTimer(instance, happened.Id);
        _following.Enqueue((instance, instance.Generation, happened));
    }

    private void RewindChildren(OrchestrationInstance instance, List<HistoryTurn> turns)
    {
        foreach (var action in turns.SelectMany(turn => turn.Actions).Where(a => a.Kind == HistoryActionKind.SubOrchestration))
        {
            if (!instance.Outstanding.HasChild(action.Id) || Find(action.InstanceId!) is not { IsFinished: true } child) continue;
            if (child.Status == OrchestrationRuntimeStatus.Failed) Rewind(child);
        }

        // What ended after the failure, and was not heard.
        foreach (var (link, answer) in _services.Queries.ListPending(instance.Key).Answers)
        {
            if (answer.Kind == HistoryEventKind.TaskCompleted) Answer(link, answer);
        }
    }
}
