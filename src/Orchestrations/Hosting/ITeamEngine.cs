using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Hosting;

/// <summary>The engine that runs the orchestrations and activities of teams, as the host sees it.</summary>
public interface ITeamEngine
{
    /// <summary>The engine's client; null where the host gives one with each call, as the Functions host does.</summary>
    DurableTaskClient? Client { get; }

    /// <summary>Takes up unfinished work, and new work from then on.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more work, and lets running work finish for a while.</summary>
    /// <param name="cancellationToken">Ends the wait; what is unfinished goes on at the next start.</param>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ids of the instances that the engine has set aside, since it cannot run them; an engine may set none aside.
    /// </summary>
    IReadOnlyList<string> ListDeadLetters() => [];

    /// <summary>Takes an instance back that was set aside: it goes on with all that reached it meanwhile.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RequeueAsync(string instanceId, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What an engine is made of.</summary>
/// <param name="Services">The program's services.</param>
/// <param name="Tasks">The orchestrations and activities of teams.</param>
/// <param name="StoreOnly">Names of the activities that only write to the engine's own store, and may run inside the turn that
/// asks for them; empty where another store keeps the runs.</param>
public sealed record TeamEngineStart(IServiceProvider Services, DurableTaskRegistry Tasks, IReadOnlySet<string> StoreOnly);
