using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Hosting.Starting;
using DurableTeams.Json;
using DurableTeams.Outbound;
using DurableTeams.Runs.Activities;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hosting;

/// <summary>
/// Starts the teams of a program. First it checks all that is registered and stores the definitions, before any service of the
/// program starts. Then it starts the engine; a web server starts after it. When the program ends it stops the engine, so that
/// running work is recorded.
/// </summary>
internal sealed class HostedTeams(IServiceProvider services) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly StartTimes _times = new();
    private IReadOnlyList<ITeamsLifetime> _lifetimes = [];
    private OutboxRelayLoop? _relay;
    private ITeamEngine? _engine;

    /// <summary>Whether the start is done and the stop has not begun.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Checks and stores what the program brings.</summary>
    /// <exception cref="DefinitionException">What is registered is wrong, or something is missing.</exception>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _times.Begin();
        _ = services.GetRequiredService<TeamLoading>().Teams;
        _times.Done("team files");
        _ = services.GetRequiredService<IRunStore>();
        _times.Done("storage");
        _ = services.GetRequiredService<PublicAddress>();
        _ = services.GetRequiredService<AllowedNetworks>();
        _ = services.GetRequiredService<ToolNetworks>();
        _ = services.GetRequiredService<WebhookKeys>();
        var teams = services.GetRequiredService<ITeamCatalog>();
        DefinitionWarnings.Log(teams.Teams, services.GetRequiredService<ILoggerFactory>());
        await teams.InitializeAsync(cancellationToken).ConfigureAwait(false);
        _times.Done("settings and stored teams");
    }

    /// <summary>Starts the engine, with all that was unfinished.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _engine = services.GetRequiredService<ChosenEngine>().Engine;
        _lifetimes = [.. services.GetServices<ITeamsLifetime>()];
        if (_engine.Client is { } client) services.GetRequiredService<EngineClient>().Use(client);
        foreach (var lifetime in _lifetimes) await lifetime.StartingAsync(cancellationToken).ConfigureAwait(false);
        await _engine.StartAsync(cancellationToken).ConfigureAwait(false);
        var loggers = services.GetRequiredService<ILoggerFactory>();
        if (_engine.Client is { } own)
        {
            _relay = new OutboxRelayLoop(
                services.GetRequiredService<OutboxRelay>(), own, services.GetRequiredService<TimeProvider>(),
                loggers.CreateLogger<OutboxRelayLoop>());
        }

        IsStarted = true;
        _times.Done("engine");
        _times.Log(loggers.CreateLogger<HostedTeams>());
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the engine.</summary>
    /// <exception cref="TimeoutException">Something did not end in the time that the host has. To end the process then loses
    /// nothing.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var (engine, lifetimes) = (_engine, _lifetimes);
        (IsStarted, _engine, _lifetimes) = (false, null, []);
        if (engine is null) return;
        if (_relay is not null) await _relay.DisposeAsync().ConfigureAwait(false);
        try
        {
            await engine.StopAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The engine of the teams did not end in time. To end the process now loses nothing.");
        }
        finally
        {
            foreach (var lifetime in lifetimes.Reverse()) await lifetime.StoppedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);
}
