using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>An activity or sub-orchestration that has not answered yet.</summary>
internal abstract class OpenTask
{
    public abstract void Complete(string? payload, DataConverter converter);

    public abstract void Fail(Exception exception);
}
