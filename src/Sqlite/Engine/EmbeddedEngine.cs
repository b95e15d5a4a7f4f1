using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Sqlite.Engine.Sequencing;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine;

/// <summary>
/// The Durable Task backend of one process: orchestrations by replay, on one SQLite file. <see cref="StartAsync"/> continues
/// all that was unfinished when the process ended, however it ended.
/// </summary>
internal sealed class EmbeddedEngine : IAsyncDisposable
{
    private readonly EngineServices _services;
    private readonly ActivityDispatcher _dispatcher;
    private readonly Sequencer _sequencer;
    private readonly InstanceWaiters _waiters;
    private readonly EngineMetrics _metrics;
    private int _stopped;

    public EmbeddedEngine(
        EmbeddedDatabase database,
        DurableTaskRegistry registry,
        IServiceProvider services,
        EngineOptions options,
        ILoggerFactory loggers)
    {
        var activities = new ActivityCatalog(registry);
        _services = new EngineServices(
            database,
            options,
            new OrchestratorCatalog(registry, services),
            activities,
            new InlineActivities(options, activities, services),
            new InstanceQueries(database, options.Converter),
            loggers);
        _waiters = new InstanceWaiters();
        _dispatcher = new ActivityDispatcher(options, activities, services, (message, here) => _sequencer!.Answer(message, here));
        _sequencer = new Sequencer(_services, _waiters, _dispatcher.Dispatch);
        Client = new EmbeddedDurableTaskClient("embedded", _services, _sequencer.Enqueue, _waiters);
        _metrics = new EngineMetrics(this, _services.Queries);
    }

    /// <summary>The client of this engine.</summary>
    public EmbeddedDurableTaskClient Client { get; }

    /// <summary>The work that the engine has at the moment.</summary>
    public EngineLoad Load
    {
        get
        {
            var (running, waiting) = _dispatcher.Load;
            return new EngineLoad(running, waiting, _sequencer.LiveCount);
        }
    }

    /// <summary>What the engine will do without further events.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    public IdleForecast Outlook
    {
        get
        {
            // Memory answers for an idle engine; the database says which instances still wait for running activities.
            var busy = Load.IsIdle ? [] : _services.Queries.ListBusy();
            DateTimeOffset? next = _sequencer.NextTimer is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
            return new IdleForecast(_sequencer.LastWork, next, busy);
        }
    }

    /// <summary>Starts, with all that was unfinished.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Read before the sequencer starts: a due timer schedules activities at once, and the sequencer dispatches those
        // itself.
        var generations = _services.Queries.TakeTasks(_dispatcher.Dispatch);
        _sequencer.Start(_services.Queries.ListTimers());
        foreach (var task in generations)
            _sequencer.Enqueue(new BeginGeneration(task.Instance, task.Generation, HistoryJson.ReadEvents(task.Input!)));

        // A new start may have mended the cause, or brought code that can run the instance.
        foreach (var instanceId in Client.ListDeadLetters()) _ = RequeueAsync(instanceId);
        return Task.CompletedTask;
    }

    private async Task RequeueAsync(string instanceId)
    {
        try
        {
            await Client.RequeueAsync(instanceId).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or StoreUnavailableException or ObjectDisposedException)
        {
            // It is gone, or fails again: it stays a dead letter, and listed.
        }
    }

    /// <summary>
    /// Starts no further activities, waits for the running ones and makes their answers durable. The rest goes on at the next
    /// start. The database stays open.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _metrics.Dispose();
        await _dispatcher.DrainAsync(_services.Options.DrainTimeout).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(_sequencer.Stop, CancellationToken.None).ConfigureAwait(false);
        _waiters.Stop();
        _sequencer.Dispose();
    }

    /// <summary>For tests: stops as a crash would, and leaves all running work. Abandon the database after that, too.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _metrics.Dispose();
        _ = _dispatcher.DrainAsync(TimeSpan.Zero);
        _sequencer.Stop();
        _waiters.Stop();
        _sequencer.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
