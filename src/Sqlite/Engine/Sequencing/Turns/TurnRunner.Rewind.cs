using DurableTeams.Sqlite.Engine.History;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>
/// Rewinding a failed instance: the turn in which it failed is undone and, without the failures that led to it, done
/// again; activities that had not succeeded run anew, failed sub-orchestrations are rewound in their turn.
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
            .ConvertAll(turn => StoredTurn.Read(turn));
        var instance = Reopen(failed);
        if (turns.Count == 0) return;
        var before = turns.GetRange(0, turns.Count - 1);
        var write = Join(instance);
        DropEarlierFailures(instance, before, write);
        var again = turns[^1].Events.Where(happened => happened.Kind != HistoryEventKind.TaskFailed).ToList();
        foreach (var turn in before) instance.Outstanding.Replay(turn);
        var reissue = instance.Outstanding.Activities.Except(again.Select(happened => happened.Id)).ToHashSet();
        instance.NextTurn = before.Count;
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

    // Failures of earlier turns that the orchestrator had not acted on yet are dropped too, which a replay without them shows.
    private void DropEarlierFailures(OrchestrationInstance instance, List<HistoryTurn> turns, InstanceWrite write)
    {
        var cleaned = turns.ConvertAll(turn => turn.WithoutFailures());
        if (cleaned.SequenceEqual(turns)) return;
        var trial = CreateContext(instance);
        foreach (var turn in cleaned) trial.Replay(turn);
        if (trial.Outcome is not null) return;
        for (var i = 0; i < turns.Count; i++)
        {
            if (cleaned[i] == turns[i]) continue;
            turns[i] = cleaned[i];
            (write.RewrittenTurns ??= []).Add((i, _stored.Write(cleaned[i])));
        }
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
