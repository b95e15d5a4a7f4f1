using DurableTeams.Sqlite.Engine.History;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>What an instance waits for, as the engine keeps it: each is answered once.</summary>
internal sealed class Outstanding
{
    private readonly HashSet<int> _activities = [];
    private readonly HashSet<int> _children = [];
    private readonly Dictionary<int, long> _timers = [];

    /// <summary>Whether an activity is to answer, which keeps the instance in memory.</summary>
    public bool HasActivities => _activities.Count > 0;

    /// <summary>The activities that are to answer.</summary>
    public IReadOnlyCollection<int> Activities => _activities;

    /// <summary>Whether this sub-orchestration is to answer.</summary>
    public bool HasChild(int id) => _children.Contains(id);

    /// <summary>The timers that are set, and when each is due.</summary>
    public IReadOnlyDictionary<int, long> Timers => _timers;

    public void AddActivity(int id) => _activities.Add(id);

    public void AddChild(int id) => _children.Add(id);

    public void AddTimer(int id, long due) => _timers.Add(id, due);

    /// <summary>Takes an activity's or a sub-orchestration's answer; false when there was one already.</summary>
    public bool TakeTask(int id) => _activities.Remove(id) || _children.Remove(id);

    /// <summary>Takes a timer off; false when it is not set.</summary>
    public bool TakeTimer(int id, out long due) => _timers.Remove(id, out due);

    /// <summary>Brings this up to date with a turn that was replayed.</summary>
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

    /// <summary>Drops the timers that the orchestrator has cancelled, which no history records.</summary>
    public void KeepTimers(Func<int, bool> isSet)
    {
        foreach (var id in _timers.Keys.Where(id => !isSet(id)).ToArray()) _timers.Remove(id);
    }
}
