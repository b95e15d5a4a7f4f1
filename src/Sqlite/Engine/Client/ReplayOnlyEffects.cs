using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>For a replay with no engine behind it: nothing new can happen.</summary>
internal sealed class ReplayOnlyEffects(IEnumerable<HistoryTurn> turns) : ITurnEffects
{
    private readonly HashSet<string> _inline = turns
        .SelectMany(turn => turn.Actions)
        .Where(action => action.Kind == HistoryActionKind.InlineActivity)
        .Select(action => action.Name!)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public bool IsInline(string name) => _inline.Contains(name);

    public HistoryEvent RunInline(string name, string? version, string? input) => throw New();

    public void ActivityScheduled(int id, string name, string? version, string? input) => throw New();

    public string FreeInstanceId(string id) => throw New();

    public void SubOrchestrationScheduled(int id, StartRequest request) => throw New();

    public void TimerCreated(int id, long due) => throw New();

    public void TimerCanceled(int id) => throw New();

    public void EventSent(string instanceId, string name, string? payload) => throw New();

    public void CustomStatusChanged(string? status) => throw New();

    private static InvalidOperationException New() => new("A replay only repeats.");
}
