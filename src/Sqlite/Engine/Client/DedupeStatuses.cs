using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>The statuses that a start may name as not to be replaced.</summary>
internal static class DedupeStatuses
{
    private static readonly OrchestrationRuntimeStatus[] s_running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>Refuses names of no status, and what the SDK refuses: sparing the terminated while the running are replaced.</summary>
    public static void Validate(IEnumerable<string>? statuses)
    {
        if (statuses is null) return;
        var named = statuses.Select(Parse).ToHashSet();
        if (named.Contains(OrchestrationRuntimeStatus.Terminated) && !s_running.All(named.Contains))
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
