using Microsoft.Extensions.Logging;

namespace DurableTeams.Conformance.Tests;

/// <summary>
/// A Durable Task backend under test, with storage of its own that nobody else uses. <see cref="Backend"/> chooses which one.
/// </summary>
internal interface IConformanceBackend : IAsyncDisposable
{
    /// <summary>Starts a worker with these tasks on the storage; again after it was crashed or stopped.</summary>
    /// <param name="tasks">The orchestrators and activities.</param>
    /// <param name="time">The clock; only the system's where the backend lacks <see cref="Capabilities.Clock"/>.</param>
    /// <param name="loggers">Where orchestrators log to.</param>
    Task<DurableTaskClient> StartAsync(DurableTaskRegistry tasks, TimeProvider time, ILoggerFactory loggers);

    /// <summary>Drops the worker as a crash would: what is not durable is lost, nothing is waited for.</summary>
    Task CrashAsync();

    /// <summary>Stops the worker in good order.</summary>
    Task StopAsync();

    /// <summary>The history of an instance, one line for each thing that happened or was asked for, without times.</summary>
    Task<IReadOnlyList<string>> HistoryAsync(string instanceId);
}
