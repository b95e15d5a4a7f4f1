using DurableTeams.Hosting;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Hosting;

/// <summary>The engine in this process, as its host sees it.</summary>
internal interface ISqliteTeamEngine : ITeamEngine, IAsyncDisposable
{
    /// <summary>What the engine will do without further events.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    IdleForecast Outlook { get; }
}

/// <summary>The parts of an engine.</summary>
/// <param name="Database">The storage.</param>
/// <param name="Tasks">The orchestrations and activities.</param>
/// <param name="StoreOnly">Names of the activities that only write to the store.</param>
/// <param name="Services">The program's services.</param>
/// <param name="Options">The options.</param>
internal sealed record EngineParts(
    EmbeddedDatabase Database, DurableTaskRegistry Tasks, IReadOnlySet<string> StoreOnly, IServiceProvider Services,
    SqliteOptions Options);
