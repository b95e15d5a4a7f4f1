using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine.Sequencing.Turns;

/// <summary>
/// Runs the turns of one batch at a time: what happens to instances, and all that follows from it within the engine
/// (a sub-orchestration's first turn, its answer to its parent, events between instances). On the sequencer's thread.
/// </summary>
internal sealed partial class TurnRunner
{
    private const int MaxGenerationsPerBatch = 16;
    private readonly EngineServices _services;
    private readonly LiveInstances _live;
    private readonly InstanceLoader _loader;
    private readonly TimerQueue _timers;
    private readonly Action<SequencerMessage> _later;
    private readonly StoredTurn _stored;
    private readonly HistoryJson _history;
    private readonly Queue<(OrchestrationInstance Instance, int Generation, HistoryEvent Happened)> _following = new();
    private readonly ILogger _logger;
    private long _nextKey;
    private int _generations;

    public TurnRunner(
        EngineServices services, LiveInstances live, TimerQueue timers, long nextKey, Action<SequencerMessage> later)
    {
        _services = services;
        _live = live;
        _timers = timers;
        _nextKey = nextKey;
        _later = later;
        _loader = new InstanceLoader(services.Database, CreateContext);
        var payloadsAreJson = services.Options.Converter is Microsoft.DurableTask.Converters.JsonDataConverter;
        _stored = new StoredTurn(payloadsAreJson);
        _history = new HistoryJson(payloadsAreJson);
        _logger = services.Loggers.CreateLogger<TurnRunner>();
    }

    /// <summary>The batch being made.</summary>
    public Batch Batch { get; private set; } = null!;

    /// <summary>Whether the engine is about to end, and waits for nothing any more.</summary>
    public volatile bool IsStopping;

    /// <summary>The batch's time, in UTC ticks.</summary>
    public long Now { get; private set; }

    /// <summary>Begins a batch.</summary>
    public void Begin(Batch batch)
    {
        Batch = batch;
        Now = _services.Options.Time.GetUtcNow().Ticks;
        _generations = 0;
    }

    /// <summary>Runs all that follows from what was delivered so far.</summary>
    public void RunFollowing()
    {
        while (_following.TryDequeue(out var next))
        {
            if (next.Instance.Generation == next.Generation) Deliver(next.Instance, next.Happened);
        }
    }

    /// <summary>Turns what happened into what is to be written.</summary>
    public void Seal()
    {
        foreach (var instance in Batch.Instances.ToArray())
        {
            try
            {
                Seal(instance);
            }
            catch (Exception e)
            {
                DeadLetter(instance, e);
            }
        }
    }

    private void Seal(OrchestrationInstance instance)
    {
        var turn = instance.Turn is { Events.Count: > 0 } ? _stored.Write(instance.Turn) : null;
        instance.Write!.Seal(instance, turn, instance.NextTurn, Now);
        if (turn is not null) instance.NextTurn++;
        Batch.Add(instance.Write);
        instance.Turn = null;
        instance.Write = null;
        instance.LastBatch = Batch.Number;
        if (instance.CanRun) return;
        instance.Context = null;
        _live.Finished(instance);
    }

    /// <summary>The instance with this id, ended or not, or null.</summary>
    public OrchestrationInstance? Find(string id) => _live.Find(id) ?? Loaded(() => _loader.Load(id));

    /// <summary>The instance with this key, or null.</summary>
    public OrchestrationInstance? Find(long key) => _live.Find(key) ?? Loaded(() => _loader.Load(key));

    /// <summary>The instance with this id, which must be able to take something.</summary>
    public OrchestrationInstance Require(string id)
    {
        var instance = RequireUnfinished(id);
        if (instance.DeadLetter is { } reason) throw new DeadLetterException(id, reason);
        return instance;
    }

    /// <summary>The instance with this id, which must not have ended.</summary>
    public OrchestrationInstance RequireUnfinished(string id)
    {
        var instance = Find(id) ?? throw new InstanceNotFoundException(id);
        return instance.IsFinished ? throw new InstanceFinishedException(id) : instance;
    }

    /// <summary>Tells an instance what happened.</summary>
    public void Deliver(OrchestrationInstance instance, HistoryEvent happened)
    {
        if (!instance.CanRun) return;
        try
        {
            Join(instance);
            instance.Context!.Deliver(happened);
            if (instance.Context.Outcome is { } outcome) Conclude(instance, outcome);
        }
        // What orchestrators throw is an outcome; this is the engine's own, and must not hold up anybody else.
        catch (Exception e) when (e is not StoreUnavailableException)
        {
            DeadLetter(instance, e);
        }
    }

    /// <summary>What this batch writes about an instance.</summary>
    public InstanceWrite Join(OrchestrationInstance instance) => Join(instance, null);

    private InstanceWrite Join(OrchestrationInstance instance, InstanceWrite? first)
    {
        _live.Use(instance, Now);
        if (instance.Write is { } write) return write;
        instance.Write = first ?? new InstanceWrite(instance, isNew: false);
        Batch.Instances.Add(instance);
        if (instance.Context is not null) BeginTurn(instance);
        return instance.Write;
    }

    private void BeginTurn(OrchestrationInstance instance)
    {
        instance.Turn = new HistoryTurn(Math.Max(Now, instance.Context!.LastTurnAt));
        instance.Context.BeginTurn(instance.Turn);
    }

    private OrchestrationInstance? Loaded(Func<OrchestrationInstance?> load)
    {
        OrchestrationInstance? instance;
        try
        {
            instance = LoadPatiently(load);
        }
        catch (UnloadableInstanceException e)
        {
            DeadLetter(e.Instance, e.InnerException!);
            return e.Instance;
        }

        if (instance is null or { CanRun: false }) return instance;
        _live.Use(instance, Now);
        // The code of today may have disagreed with the history of yesterday.
        if (instance.Context!.Outcome is { } outcome)
        {
            Join(instance);
            Conclude(instance, outcome);
        }

        return instance;
    }

    // In the middle of a turn there is no way back, so what cannot be read is waited for; nothing could be committed anyway.
    private OrchestrationInstance? LoadPatiently(Func<OrchestrationInstance?> load)
    {
        while (true)
        {
            try
            {
                return load();
            }
            catch (StoreUnavailableException) when (!IsStopping)
            {
                Thread.Sleep(100);
            }
        }
    }

    private EmbeddedOrchestrationContext CreateContext(OrchestrationInstance instance)
    {
        var identity = new InstanceIdentity(instance.Id, instance.Name, instance.Generation, instance.Input)
        {
            Key = instance.Key,
            Created = instance.Created,
            Version = instance.Version,
            Parent = instance.Parent is { } parent ? new(new TaskName(parent.Name), parent.InstanceId) : null,
        };
        var effects = new TurnEffects(this, _services, instance);
        var context = new EmbeddedOrchestrationContext(identity, effects, _services.Options.Converter, _services.Loggers);
        context.Begin(() => _services.Orchestrators.Create(instance.Name));
        return context;
    }
}
