using System.Reflection;
using DurableTeams.Storage;

namespace DurableTeams.Services.Health;

/// <summary>Reads the state of the service from its store.</summary>
internal sealed class HealthReport(IRunStore store)
{
    private static readonly string Version =
        (typeof(HealthReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0")
        .Split('+')[0];

    /// <summary>The state now.</summary>
    /// <param name="deadLetters">The instances that the engine has set aside.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HealthView> ReadAsync(IReadOnlyList<string> deadLetters, CancellationToken cancellationToken)
    {
        string[] dead = [.. deadLetters.Take(HealthView.MaxDeadLetters)];
        try
        {
            await store.CheckHealthAsync(cancellationToken);
            return new HealthView(
                StorageWorks: true,
                null,
                (await store.ListUndeliveredRunsAsync(cancellationToken)).Count,
                (await store.ListUndeliveredDecisionsAsync(cancellationToken)).Count,
                (await store.ListUndeliveredWorkAsync(cancellationToken)).Count,
                (await store.CountPendingAsync(cancellationToken)).Values.Sum(),
                await store.FindOldestPendingAsync(cancellationToken),
                await store.ListQueuesAsync(cancellationToken),
                await store.CountOrphansAsync(cancellationToken),
                dead,
                Version);
        }
        catch (StoreUnavailableException away)
        {
            return new HealthView(
                StorageWorks: false, away.Message, null, null, null, null, null, [], null, dead, Version);
        }
    }
}
