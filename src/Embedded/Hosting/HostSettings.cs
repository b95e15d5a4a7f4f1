using DurableTeams.AzureTables.RunStore;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Definitions;
using DurableTeams.Functions.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>How the embedded host is to run.</summary>
internal sealed record HostSettings
{
    /// <summary>Where the team files are.</summary>
    public required string TeamsDirectory { get; init; }

    /// <summary>Where the state is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where to listen.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>The function key, if one is asked for.</summary>
    public string? Key { get; init; }

    /// <summary>When to end because nothing is left to do; null never does.</summary>
    public IdleLimits? Idle { get; init; }

    /// <summary>The tables that keep runs; null keeps them in the data directory, beside the engine.</summary>
    public TableRunStoreOptions? Tables { get; init; }

    /// <summary>What goes out by OTLP; null for nothing.</summary>
    public TelemetrySettings? Telemetry { get; init; }

    /// <summary>What is logged, to standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Teams made in code; where set, no files are read.</summary>
    public IReadOnlyList<PinnedTeam>? Teams { get; init; }

    /// <summary>Adds services (registered functions, chat clients) and replaces those that are there.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Makes the engine; tests of the API alone put one there that runs nothing.</summary>
    public Func<EngineParts, IHostedEngine>? CreateEngine { get; init; }
}
