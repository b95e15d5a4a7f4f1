using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams.Sqlite;

/// <summary>Registers the run store on SQLite.</summary>
internal static class SqliteServiceCollectionExtensions
{
    /// <summary>
    /// Adds the run store on an open database, unless one is registered. It tells the registered <see cref="IRunFeed"/>, where
    /// there is one.
    /// </summary>
    public static IServiceCollection AddSqliteRunStore(this IServiceCollection services, EmbeddedDatabase database)
    {
        services.TryAddSingleton<IRunStore>(provider => new SqliteRunStore(database, provider.GetService<IRunFeed>()));
        return services;
    }
}
