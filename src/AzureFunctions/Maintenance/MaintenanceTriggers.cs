using DurableTeams.Services.Decisions;
using DurableTeams.Services.Maintenance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Maintenance;

/// <summary>
/// The timers of the Functions host; one instance of the app runs each. The embedded host has a loop of its own for
/// <see cref="OutboxRelay"/> and a command for purging, and ignores timer triggers.
/// </summary>
public sealed class MaintenanceTriggers(OutboxRelay redelivery, Retention retention, StuckRuns stuck)
{
    /// <summary>
    /// Every 30 seconds, as <see cref="OutboxRelay.Interval"/>: delivers what is stored and did not reach the engine.
    /// </summary>
    [Function("Redeliver")]
    public Task Redeliver(
        [TimerTrigger("*/30 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        redelivery.RunAsync(client, cancellationToken);

    /// <summary>Every hour, five past.</summary>
    [Function("FindStuckRuns")]
    public Task FindStuckRuns(
        [TimerTrigger("0 5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        stuck.FindAsync(client, cancellationToken);

    /// <summary>Every day at 3:20 UTC.</summary>
    [Function("DeleteOldSessions")]
    public Task DeleteOldSessions(
        [TimerTrigger("0 20 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        retention.RunAsync(client, cancellationToken);
}
