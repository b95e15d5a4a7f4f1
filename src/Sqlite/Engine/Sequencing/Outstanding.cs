using DurableTeams.Sqlite.Engine.History;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>What an instance waits for: each entry is answered once.</summary>
internal sealed class Outstanding
{
    private readonly HashSet<int> _activities = [];
    private readonly HashSet<int> _children = [];
    private readonly Dictionary<int, long> _timers = [];

    /// <summary>Whether an activity is open, which keeps the instance in memory.</summary>
    public bool HasActivities => _activities.Count > 0;

    /// <summary>The open activities.</summary>
    public IReadOnlyCollection<int> Activities => _activities;

    /// <summary>Whether this sub-orchestration is open.</summary>
    public bool HasChild(int id) => _children.Contains(id);

    /// <summary>The timers that are set, and when each is due.</summary>
    public IReadOnlyDictionary<int, long> Timers => _timers;

    public void AddActivity(int id) => _activities.Add(id);

    public void AddChild(int id) => _children.Add(id);

    public void AddTimer(int id, long due) => _timers.Add(id, due);

    /// <summary>Takes the answer of an activity or a sub-orchestration; false where it was answered already.</summary>
    public bool TakeTask(int id) => _activities.Remove(id) || _children.Remove(id);

    /// <summary>Takes a timer off; false where it is not set.</summary>
    public bool TakeTimer(int id, out long due) => _timers.Remove(id, out due);

    /// <summary>Applies a replayed turn.</summary>
    public void Replay(HistoryTurn turn)
    {
        foreach (var action in turn.Actions)
        {
            if (action.Kind == HistoryActionKind.Activity) _activities.Add(action.Id);
            else if (action.Kind == HistoryActionKind.SubOrchestration) _children.Add(action.Id);
            else if (action.Kind == HistoryActionKind.Timer) _timers.Add(action.Id, action.Due);
        }

        foreach (var happened in turn.Events)
        {
            if (happened.Kind is HistoryEventKind.TaskCompleted or HistoryEventKind.TaskFailed) TakeTask(happened.Id);
            else if (happened.Kind == HistoryEventKind.TimerFired) _timers.Remove(happened.Id);
        }
    }

    /// <summary>Drops timers that the orchestrator has cancelled; no history records that.</summary>
    public void KeepTimers(Func<int, bool> isSet)
    {
        foreach (var id in _timers.Keys.Where(id => !isSet(id)).ToArray()) _timers.Remove(id);
    }
}
