using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Hosting;

namespace DurableTeams;

/// <summary>How teams run in one process (<c>UseSqlite</c>).</summary>
public sealed record SqliteOptions
{
    /// <summary>The data directory, made where there is none.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// How long the end of the program waits for running model and tool calls, so that their results are recorded. The web server
    /// stops before, and takes some of the host's thirty seconds.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(24);

    /// <summary>Opens the database, for tests that make it fail.</summary>
    internal Func<IServiceProvider, EmbeddedDatabase>? OpenDatabase { get; init; }

    /// <summary>Makes the engine, for tests that look into it or run nothing.</summary>
    internal Func<EngineParts, ISqliteTeamEngine>? CreateEngine { get; init; }
}
