using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The engine as the host sees it.</summary>
internal interface IHostedEngine : IAsyncDisposable
{
    /// <summary>Its client.</summary>
    DurableTaskClient Client { get; }

    /// <summary>What it will do without being told anything more.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    EngineOutlook Outlook { get; }

    /// <summary>Picks up what was unfinished and takes work.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Takes no more work and lets what is in flight finish, for a while.</summary>
    Task StopAsync();
}

/// <summary>What an engine is made of.</summary>
/// <param name="Database">The storage.</param>
/// <param name="Tasks">The orchestrations and activities.</param>
/// <param name="StoreOnly">Names of the activities that only write to the store.</param>
/// <param name="Services">The host's services.</param>
internal sealed record EngineParts(EmbeddedDatabase Database, DurableTaskRegistry Tasks, IReadOnlySet<string> StoreOnly, IServiceProvider Services);
