using System.Diagnostics;
using System.Net.Sockets;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Runs.Activities;
using DurableTeams.Services.Decisions;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Files;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The product in one process: the SQLite engine and store, and Kestrel serving the API.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    // Longer than the engine's own drain: only code that never yields takes this long.
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan AllOfStopping = TimeSpan.FromSeconds(29.5);

    private const string DamageAdvice =
        "Nothing was changed. Run 'check' for details, then restore a backup into a new directory. "
            + "See docs/how-to/look-after-data.md, \"Damage\".";

    private readonly List<IAsyncDisposable> _parts = [];
    private WebApplication? _app;
    private IHostedEngine? _engine;
    private HostTelemetry? _telemetry;
    private bool _stopped;

    private EmbeddedHost()
    {
    }

    /// <summary>The address at which the host listens, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The services.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>The engine's client.</summary>
    public DurableTaskClient Client => _engine!.Client;

    /// <summary>Starts the storage, the engine and the outbox relay, then Kestrel.</summary>
    /// <exception cref="DefinitionException">Team files are wrong.</exception>
    /// <exception cref="DataDirectoryInUseException">Another process works in the data directory.</exception>
    /// <exception cref="HostStartException">The data directory cannot be used, or the host cannot listen on the
    /// address.</exception>
    public static async Task<EmbeddedHost> StartAsync(HostSettings settings, CancellationToken cancellationToken = default)
    {
        var host = new EmbeddedHost();
        try
        {
            await host.RunAsync(settings, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the watch that ends the host when nothing is left to do.</summary>
    public IdleWatch CreateIdleWatch(IdleLimits limits) => new(
        _engine!,
        Services.GetRequiredService<IRunStore>(),
        limits,
        Services.GetRequiredService<TimeProvider>(),
        Services.GetRequiredService<ILoggerFactory>().CreateLogger<IdleWatch>());

    /// <summary>Takes no more requests, ends streams and waits, and lets running work finish.</summary>
    /// <returns>False if something did not finish in time: end the process then, which loses nothing.</returns>
    public async Task<bool> StopAsync()
    {
        if (_stopped) return true;
        _stopped = true;
        var began = Stopwatch.GetTimestamp();
        if (_app is not null) await _app.StopAsync();
        if (_engine is null) return true;
        try
        {
            await _engine.StopAsync().WaitAsync(LastResort);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            // The last spans that the work ended. Spans that are not exported in the rest of the thirty seconds are exported
            // later.
            if (_telemetry is not null) await _telemetry.StopAsync(AllOfStopping - Stopwatch.GetElapsedTime(began));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        for (var i = _parts.Count - 1; i >= 0; i--) await _parts[i].DisposeAsync();
        _parts.Clear();
    }

    private async Task RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var times = new StartTimes();
        _telemetry = new HostTelemetry(settings.Telemetry);
        var loggers = Own(HostBuilding.CreateLoggers(settings.LogLevel, _telemetry.AddLogs));
        var builder = HostBuilding.CreateBuilder(settings, loggers);
        times.Done("services");
        var teams = await HostBuilding.LoadTeamsAsync(settings, builder.Services);
        times.Done("team files");
        var database = Own(OpenDatabase(settings.DataDirectory, loggers));
        times.Done("database");
        _app = Own(HostBuilding.Build(builder, settings, teams, database, _telemetry.Feed));
        await HostBuilding.PrepareAsync(_app.Services, settings, cancellationToken);

        times.Done("settings and stored teams");
        var site = _app.Services.GetRequiredService<PublicAddress>();
        // Tables are not in the engine's transactions: what only writes to them is an activity like any other.
        var storeOnly = settings.Tables is null ? RunTasks.StoreOnly : new HashSet<string>();
        var parts = new EngineParts(database, new DurableTaskRegistry().AddDurableTeams(), storeOnly, _app.Services);
        _engine = Own((settings.CreateEngine ?? SqliteEngine.Create)(parts));
        _app.Services.GetRequiredService<EngineClient>().Use(_engine.Client);
        var first = HostBuilding.Map(_app, settings, _engine.Client);

        // The engine may notify people before the host listens, and then needs the host's address.
        if (settings.Address.Port > 0) site.SetListening(settings.Address.ReachableAt(settings.Address.Port));
        else site.ExpectListening();
        Own(_telemetry);
        await _telemetry.StartAsync(database, settings.Tables is null, _app.Services, cancellationToken);
        await _engine.StartAsync(cancellationToken);
        Own(new OutboxRelayLoop(
            _app.Services.GetRequiredService<OutboxRelay>(),
            _engine.Client,
            _app.Services.GetRequiredService<TimeProvider>(),
            loggers.CreateLogger<OutboxRelayLoop>()));
        times.Done("engine");
        await ListenAsync(settings.Address, cancellationToken);
        times.Done("Kestrel");
        times.Log(loggers.CreateLogger<EmbeddedHost>());
        first.Send(_app.Services);
        site.SetListening(settings.Address.ReachableAt(new Uri(Url).Port));
    }

    private async Task ListenAsync(ListenAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await _app!.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or AddressInUseException or SocketException)
        {
            throw new HostStartException(exception.InnerException is AddressInUseException || exception is AddressInUseException
                ? $"--urls: {address.UrlAt(address.Port)} is used by another program. "
                    + "Stop that program, or name another port; port 0 picks a free one."
                : $"--urls: cannot listen on {address.UrlAt(address.Port)}: {exception.Message}");
        }

        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Url = address.UrlAt(new Uri(bound).Port);
    }

    private static EmbeddedDatabase OpenDatabase(string directory, ILoggerFactory loggers)
    {
        try
        {
            return SqliteDatabase.Open(directory, loggers);
        }
        catch (SqliteFailureException damage) when (damage.IsDamage)
        {
            throw new HostStartException($"--data: {directory} cannot be used: {damage.Message} {DamageAdvice}");
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or UnsupportedSchemaException or SqliteFailureException)
        {
            throw new HostStartException($"--data: {directory} cannot be used: {exception.Message}");
        }
    }

    private T Own<T>(T part)
    {
        _parts.Add(part as IAsyncDisposable ?? new Sync((IDisposable)part!));
        return part;
    }

    private sealed class Sync(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
