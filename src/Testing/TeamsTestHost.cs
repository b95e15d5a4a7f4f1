using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Testing;

/// <summary>
/// Teams on the embedded engine, in a temporary folder that goes with the host. No HTTP, no network but what the teams use.
/// <code>
/// await using var host = await TeamsTestHost.StartAsync(teams => teams
///     .AddChatClient("fast", model).AddTool(tool).AddTeam(Team.Create("newsroom").Coordinate("fast")…));
/// var run = await host.Teams.StartAsync("newsroom", "Tell our readers");
/// run = await host.Teams.WaitAsync(run.RunId);
/// await host.RestartAsync();
/// </code>
/// </summary>
public sealed class TeamsTestHost : IAsyncDisposable
{
    private readonly Action<DurableTeamsBuilder> _configure;
    private IHost? _host;

    private TeamsTestHost(Action<DurableTeamsBuilder> configure) => _configure = configure;

    /// <summary>The teams.</summary>
    public IDurableTeams Teams => Services.GetRequiredService<IDurableTeams>();

    /// <summary>The services of the host that runs now; others after <see cref="RestartAsync"/>.</summary>
    public IServiceProvider Services => _host?.Services ?? throw new InvalidOperationException("The host is stopped.");

    /// <summary>The time that timeouts, expiries and retries go by. It goes on over restarts.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>The folder of the state.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("durableteams-test-").FullName;

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Says what there is, as <c>AddDurableTeams</c> takes it, without an engine: the host calls
    /// <c>UseSqlite</c>. It is called again at each restart, as a program's is.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="Definitions.DefinitionException">What is registered is wrong; all errors.</exception>
    public static async Task<TeamsTestHost> StartAsync(
        Action<DurableTeamsBuilder> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var host = new TeamsTestHost(configure);
        try
        {
            await host.BeginAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Ends the host and starts another one on the same folder, as when a process is replaced: nothing that was in memory is
    /// left. Model and tool calls that run are not waited for; the new host makes them again, as it would after a crash.
    /// </summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await EndAsync().ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The history of a run and of its member runs as JSON, for <see cref="RunReplay.Check"/>; null where there is no such run,
    /// or it has not started.
    /// </summary>
    public string? ExportHistory(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        return new SqliteDataDirectory(Folder).ExportHistory(runId);
    }

    /// <summary>Ends the host and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { ApplicationName = "DurableTeams.Testing" });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddDurableTeams(teams =>
        {
            teams.UseSqlite(new SqliteOptions { Directory = Folder, DrainTimeout = TimeSpan.Zero });
            _configure(teams);
        });
        _host = builder.Build();
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        if (_host is not { } host) return;
        _host = null;
        try
        {
            await host.StopAsync().ConfigureAwait(false);
        }
        finally
        {
            if (host is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
            else host.Dispose();
        }
    }

    /// <summary>Signals are the test runner's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
