using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>Turns one instance's actions into rows, and into what follows from them.</summary>
internal sealed class TurnEffects(TurnRunner runner, EngineServices services, OrchestrationInstance instance) : ITurnEffects
{
    public bool IsInline(string name) => services.Inline.Runs(name);

    public HistoryEvent RunInline(string name, string? version, string? input)
    {
        var (answer, units) = services.Inline.Run(instance.Id, name, version, input);
        runner.Batch.AddTravelling(instance.Key, units);
        return answer;
    }

    public void ActivityScheduled(int id, string name, string? version, string? input)
    {
        var task = new TaskRow(instance.Key, instance.Id, instance.Generation, id, name, version, input);
        instance.Outstanding.AddActivity(id);
        (instance.Write!.NewTasks ??= []).Add(task);
        runner.Batch.Activities.Add(task);
    }

    public string FreeInstanceId(string id) => runner.FreeInstanceId(id);

    public void SubOrchestrationScheduled(int id, StartRequest request) => runner.StartChild(instance, id, request);

    public void TimerCreated(int id, long due) =>
        runner.AddTimer(instance, instance.Write!, new TimerKey(due, instance.Key, instance.Generation, id));

    public void TimerCanceled(int id) => runner.CancelTimer(instance, id);

    public void EventSent(string instanceId, string name, string? payload) => runner.Send(instanceId, name, payload);

    public void CustomStatusChanged(string? status)
    {
        if (status == instance.CustomStatus) return;
        instance.CustomStatus = status;
        instance.Write!.CustomStatusChanged = true;
    }
}
