using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>The statuses of instances that a start must not replace.</summary>
internal static class DedupeStatuses
{
    private static readonly OrchestrationRuntimeStatus[] Running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>
    /// Refuses unknown statuses, and the combination that the SDK refuses: terminated instances spared while running ones are
    /// replaced.
    /// </summary>
    public static void Validate(IEnumerable<string>? statuses)
    {
        if (statuses is null) return;
        var named = statuses.Select(Parse).ToHashSet();
        if (named.Contains(OrchestrationRuntimeStatus.Terminated) && !Running.All(named.Contains))
        {
            throw new ArgumentException(
                "With Terminated, the statuses Pending, Running and Suspended must be named too: what runs is terminated first.",
                nameof(statuses));
        }
    }

    private static OrchestrationRuntimeStatus Parse(string status) =>
        Enum.GetNames<OrchestrationRuntimeStatus>().Contains(status, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true)
            : throw new ArgumentException($"There is no status '{status}'.", nameof(status));
}
