using DurableTeams.Storage.Work;

namespace DurableTeams.Services.Health;

/// <summary>What somebody who looks after the service looks at. Numbers are null while the storage cannot be reached.</summary>
/// <param name="StorageWorks">Whether the storage takes a write and gives it back.</param>
/// <param name="StorageError">Why it does not; null where it does.</param>
/// <param name="UndeliveredRuns">Runs that have not started, or are to be cancelled, and that the engine may not know of.</param>
/// <param name="UndeliveredDecisions">Decisions that no orchestration has acted on yet.</param>
/// <param name="UndeliveredWork">Changes of remote members' work that their orchestrations have not learned of.</param>
/// <param name="Pending">Requirements that wait for people.</param>
/// <param name="OldestPendingAt">When the oldest of these was asked; null where there is none.</param>
/// <param name="Queues">The queues in which work of remote members waits.</param>
/// <param name="OrphanReports">Batches of events that workers sent for work that there is not.</param>
/// <param name="DeadLetters">The first <see cref="MaxDeadLetters"/> instances that the engine has set aside, since it cannot run
/// them; none on engines that set none aside.</param>
/// <param name="Version">The version of the product.</param>
public sealed record HealthView(
    bool StorageWorks,
    string? StorageError,
    int? UndeliveredRuns,
    int? UndeliveredDecisions,
    int? UndeliveredWork,
    int? Pending,
    DateTimeOffset? OldestPendingAt,
    IReadOnlyList<QueueLength> Queues,
    int? OrphanReports,
    IReadOnlyList<string> DeadLetters,
    string Version)
{
    /// <summary>The most dead letters that are listed.</summary>
    public const int MaxDeadLetters = 100;
}
