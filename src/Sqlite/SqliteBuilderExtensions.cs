using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Hosting;
using DurableTeams.Runs.Activities;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.Hosting;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DurableTeams;

/// <summary>Runs teams in one process: Durable Task's engine and the run store on one SQLite file.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>Runs teams on an engine in this process, which keeps all its state in a directory.</summary>
    /// <param name="teams">The builder.</param>
    /// <param name="directory">The data directory, made where there is none. One process at a time works in it.</param>
    public static DurableTeamsBuilder UseSqlite(this DurableTeamsBuilder teams, string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return teams.UseSqlite(new SqliteOptions { Directory = directory });
    }

    /// <summary>Runs teams on an engine in this process, with options.</summary>
    /// <remarks>
    /// The start fails with a <see cref="DataDirectoryInUseException"/> where another process works in the directory, and with a
    /// <see cref="DataDirectoryException"/> where the directory cannot be used.
    /// </remarks>
    public static DurableTeamsBuilder UseSqlite(this DurableTeamsBuilder teams, SqliteOptions options)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentNullException.ThrowIfNull(options);
        var services = teams.Services;
        services.TryAddSingleton(provider => DatabaseOpening.Open(options, provider));
        services.AddSingleton(new EngineTraits
        {
            InThisProcess = true,
            BegunBefore = EmbeddedActivityContext.CountBegun,
        });
        services.TryAddSingleton<IdleExit>();
        services.TryAddSingleton<ITraceCursors>(provider => provider.GetRequiredService<IRunStore>() is SqliteRunStore
            ? new SqliteTraceCursors(provider.GetRequiredService<EmbeddedDatabase>())
            : new NoTraceCursors());
        services.AddSingleton(provider => Keys(options, provider));
        return teams.UseEngine(nameof(UseSqlite), start => Engine(options, start), Store);
    }

    /// <summary>The run store on the open database of these services.</summary>
    internal static IRunStore Store(IServiceProvider services) =>
        new SqliteRunStore(services.GetRequiredService<EmbeddedDatabase>(), IRunFeed.Of([.. services.GetServices<IRunFeed>()]));

    private static LinkKeys Keys(SqliteOptions options, IServiceProvider services)
    {
        if (LinkKeys.Read(services.GetRequiredService<IDefinitionEnvironment>()) is { } keys) return keys;
        // Whoever has the database open has the directory.
        _ = services.GetRequiredService<EmbeddedDatabase>();
        return LinkKeyFile.Open(Path.GetFullPath(options.Directory));
    }

    private static ISqliteTeamEngine Engine(SqliteOptions options, TeamEngineStart start)
    {
        var parts = new EngineParts(
            start.Services.GetRequiredService<EmbeddedDatabase>(), start.Tasks, start.StoreOnly, start.Services, options);
        return (options.CreateEngine ?? SqliteTeamEngine.Create)(parts);
    }
}
