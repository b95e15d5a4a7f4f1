using DurableTeams.Approvals;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Models;
using DurableTeams.Hosting;
using DurableTeams.Runs.Activities;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Hosting;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// The product in this process from its start to its end or crash, put together as the embedded host does it, with a
/// database that the test makes fail.
/// </summary>
internal sealed class HostLife : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Task _crashed;
    private readonly CancellationTokenSource _ended = new();
    private OutboxRelayLoop? _redelivery;
    private Task _delivering = Task.CompletedTask;
    private bool _served;
    private bool _over;

    private HostLife(EmbeddedDatabase database, WebApplication app, EmbeddedEngine engine, WorldModels models, Task crashed)
    {
        Database = database;
        _app = app;
        Engine = engine;
        Models = models;
        _crashed = crashed;
    }

    public EmbeddedDatabase Database { get; }

    public EmbeddedEngine Engine { get; }

    public WorldModels Models { get; }

    public DurableTaskClient Client => Engine.Client;

    public IRunStore Store => _app.Services.GetRequiredService<IRunStore>();

    /// <summary>
    /// Begins, to be killed at a write point; <see cref="StartAsync"/> lets the engine go on with what it finds.
    /// </summary>
    public static async Task<HostLife> OpenAsync(string directory, World world, CrashPoint crash)
    {
        crash.Lives = directory;
        return await OpenAsync(directory, world, crash.Options, crash.Crashed);
    }

    public static async Task<HostLife> OpenAsync(string directory, World world, DatabaseOptions options, Task? crashed = null)
    {
        crashed ??= new TaskCompletionSource().Task;
        var database = SqliteDatabase.Open(directory, NullLoggerFactory.Instance, options);
        try
        {
            var models = new WorldModels(world);
            var settings = Settings(directory, services =>
            {
                services.AddSingleton<IChatClientFactory>(models);
                services.AddSingleton<IToolbox>(new WorldTools(world, database));
            });
            LifeEngine? made = null;
            settings = settings with
            {
                ConfigureSqlite = sqlite => sqlite with
                {
                    OpenDatabase = _ => database,
                    CreateEngine = parts => made = new LifeEngine(parts),
                },
            };
            var builder = HostBuilding.CreateBuilder(settings);
            builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            // The test starts the engine itself, when it likes.
            builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(IHostedService)
                && service.ImplementationFactory?.Method.ReturnType == typeof(HostedTeams)));
            var app = builder.Build();
            await OrCrash(app.Services.GetRequiredService<HostedTeams>().StartingAsync(CancellationToken.None), crashed);
            app.Services.GetRequiredService<EngineClient>().Use(app.Services.GetRequiredService<ITeamEngine>().Client!);
            HostBuilding.Map(app);
            return new HostLife(database, app, made!.Engine, models, crashed);
        }
        catch
        {
            await database.AbandonAsync();
            throw;
        }
    }

    /// <summary>Goes on with what was unfinished, and takes work.</summary>
    public async Task StartAsync()
    {
        await Engine.StartAsync();
        // The first round alone: the loop's next one is half a minute away.
        _delivering = _app.Services.GetRequiredService<OutboxRelay>().RunAsync(Client, _ended.Token);
    }

    /// <summary>Goes on as the host does, with redelivery all the time.</summary>
    public async Task WorkAsync()
    {
        await Engine.StartAsync();
        _redelivery = new OutboxRelayLoop(
            _app.Services.GetRequiredService<OutboxRelay>(), Client, new FastTime(), NullLogger<OutboxRelayLoop>.Instance);
    }

    /// <summary>Goes on as the host does, and listens.</summary>
    public async Task<HttpClient> ServeAsync()
    {
        await WorkAsync();
        _served = true;
        await _app.StartAsync();
        var url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new HttpClient { BaseAddress = new Uri(url + "/api/"), Timeout = Patience };
    }

    /// <summary>Starts the run with this message, or finds it, and sees it through to its end, approving what it asks.</summary>
    public Task FinishAsync(string message) => OrCrash(DriveAsync(message), _crashed);

    /// <summary>Starts the run with this message, or finds it, and waits until a person is needed.</summary>
    public Task<RunRecord> RestAsync(string message) => OrCrash(DriveToRestAsync(message), _crashed);

    /// <summary>The end of a killed process.</summary>
    public async Task AbandonAsync()
    {
        if (_over) return;
        _over = true;
        await _ended.CancelAsync();
        Engine.Abandon();
        await Database.AbandonAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_over) return;
        _over = true;
        await _ended.CancelAsync();
        await _delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_redelivery is not null) await _redelivery.DisposeAsync();
        if (_served) await _app.StopAsync();
        await Engine.DisposeAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task OrCrash(Task task, Task crashed) => await OrCrash(Wrapped(task), crashed);

    private static async Task<bool> Wrapped(Task task)
    {
        await task;
        return true;
    }

    private static async Task<T> OrCrash<T>(Task<T> task, Task crashed)
    {
        await Task.WhenAny(task, crashed);
        if (!crashed.IsCompleted) return await task;
        // What a dead process still answers nobody hears.
        _ = task.ContinueWith(static t => t.Exception, TaskScheduler.Default);
        throw new CrashedException();
    }

    private async Task<RunRecord> DriveToRestAsync(string message)
    {
        var runs = _app.Services.GetRequiredService<RunService>();
        var run = await runs.StartAsync(World.Team.Definition.Id, new StartRunRequest(message), message, null, Client);
        return await runs.WaitAsync(run, Patience, _ended.Token);
    }

    private async Task DriveAsync(string message)
    {
        var run = await PatientlyAsync(() => DriveToRestAsync(message));
        var approvals = _app.Services.GetRequiredService<ApprovalService>();
        while (run.Status == RunStatus.Paused)
        {
            var pending = await Store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending, RunId: run.RunId));
            foreach (var requirement in pending.Items)
            {
                var approval = new DecisionRequest(requirement.RequirementId, "approve");
                await PatientlyAsync(() => approvals.ResolveAsync(approval, Client));
            }

            run = await _app.Services.GetRequiredService<RunService>().WaitAsync(run, Patience, _ended.Token);
        }

        if (!run.Status.IsFinal()) throw new TimeoutException($"The run '{message}' is still {run.Status}.");
        await Client.WaitForInstanceCompletionAsync(run.RunId, _ended.Token);
    }

    /// <summary>As a client does that is answered 503.</summary>
    private Task<T> PatientlyAsync<T>(Func<Task<T>> request)
        where T : class => Wait.ForAsync("an answer other than 503", async () =>
    {
        _ended.Token.ThrowIfCancellationRequested();
        try
        {
            return await request();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    });

    private static HostSettings Settings(string directory, Action<IServiceCollection> configure) => new()
    {
        TeamsDirectory = "",
        DataDirectory = directory,
        Address = new ListenAddress(System.Net.IPAddress.Loopback, 0, "127.0.0.1"),
        LogLevel = LogLevel.None,
        Teams = [World.Team],
        ConfigureServices = configure,
    };

    /// <summary>The engine as the host makes it.</summary>
    private sealed class LifeEngine(EngineParts parts) : ISqliteTeamEngine
    {
        public EmbeddedEngine Engine { get; } = new(
            parts.Database, parts.Tasks, parts.Services, new EngineOptions { InlineActivities = parts.StoreOnly },
            NullLoggerFactory.Instance);

        public DurableTaskClient Client => Engine.Client;

        public IdleForecast Outlook => Engine.Outlook;

        public Task StartAsync(CancellationToken cancellationToken) => Engine.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Engine.StopAsync(cancellationToken);

        public ValueTask DisposeAsync() => Engine.DisposeAsync();
    }

    /// <summary>Redelivery comes round every 300 ms instead of every 30 s.</summary>
    private sealed class FastTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
