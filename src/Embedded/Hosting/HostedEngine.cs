using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The engine as the host sees it.</summary>
internal interface IHostedEngine : IAsyncDisposable
{
    /// <summary>The client of the engine.</summary>
    DurableTaskClient Client { get; }

    /// <summary>What the engine will do without further events.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    IdleForecast Outlook { get; }

    /// <summary>Takes up unfinished work, and new work from then on.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more work, and lets running work finish for a while.</summary>
    Task StopAsync();
}

/// <summary>The parts of an engine.</summary>
/// <param name="Database">The storage.</param>
/// <param name="Tasks">The orchestrations and activities.</param>
/// <param name="StoreOnly">Names of the activities that only write to the store.</param>
/// <param name="Services">The host's services.</param>
internal sealed record EngineParts(
    EmbeddedDatabase Database, DurableTaskRegistry Tasks, IReadOnlySet<string> StoreOnly, IServiceProvider Services);
