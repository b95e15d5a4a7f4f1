using DurableTeams.AzureTables.RunStore;
using DurableTeams.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The settings of the embedded host.</summary>
internal sealed record HostSettings
{
    /// <summary>The directory of the team files.</summary>
    public required string TeamsDirectory { get; init; }

    /// <summary>The data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The address to listen on.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>The function key, where callers need one.</summary>
    public string? Key { get; init; }

    /// <summary>When the host ends because nothing is left to do; null never ends it.</summary>
    public IdleLimits? Idle { get; init; }

    /// <summary>The tables that keep runs; null keeps them in the data directory, beside the engine.</summary>
    public TableRunStoreOptions? Tables { get; init; }

    /// <summary>OpenTelemetry's and Application Insights' variables; without any, nothing is exported.</summary>
    public IReadOnlyDictionary<string, string?> Telemetry { get; init; } = new Dictionary<string, string?>();

    /// <summary>The level of the log on standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Whether each line on standard error is a JSON object.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Teams made in code; where set, no files are read.</summary>
    public IReadOnlyList<PinnedTeam>? Teams { get; init; }

    /// <summary>Adds services (registered functions, chat clients) and replaces existing ones.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Adds to what the host says of its teams.</summary>
    public Action<DurableTeamsBuilder>? ConfigureTeams { get; init; }

    /// <summary>Changes how the engine and its store run. Tests of the API alone use an engine that runs nothing.</summary>
    public Func<SqliteOptions, SqliteOptions>? ConfigureSqlite { get; init; }
}
