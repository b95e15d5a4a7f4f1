using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>An orchestrator's wait for an external event.</summary>
internal abstract class EventWait
{
    public abstract void Deliver(string name, string? payload, DataConverter converter);
}
