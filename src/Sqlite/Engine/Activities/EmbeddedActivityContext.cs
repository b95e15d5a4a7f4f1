using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Activities;

/// <summary>The context of an activity.</summary>
internal sealed class EmbeddedActivityContext(string name, string instanceId, string? version) : TaskActivityContext
{
    public override TaskName Name { get; } = new(name);

    public override string InstanceId { get; } = instanceId;

    public override string Version { get; } = version ?? "";

    /// <summary>How often the activity was begun before, by engines that ended before it did.</summary>
    public int BegunBefore { get; init; }

    /// <summary>The same, of a context of any engine.</summary>
    public static int CountBegun(TaskActivityContext context) => (context as EmbeddedActivityContext)?.BegunBefore ?? 0;
}
