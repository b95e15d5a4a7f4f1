using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.Sequencing.Messages;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>
/// Runs all orchestrators, one batch at a time. Its thread takes the messages that have come in, runs the instances that they
/// concern until all wait again, and posts the batch as one transaction. During the flush it goes on with the messages that
/// came in meanwhile. While it is idle, the thread that brings an activity's answer may take its place for that batch, which
/// saves waking it. Effects (activities, answers to clients) leave the engine once the transaction is durable.
/// </summary>
internal sealed partial class Sequencer : IDisposable
{
    // Large enough to share commits, small enough for the writer to start while the next batch runs.
    private const int MaxMessagesPerBatch = 256;

    // So few, and nothing waits: there is no other work during the flush, and waking the writer takes longer than the rest of
    // the commit.
    private const int MaxMessagesToCommitHere = 2;

    private readonly SingleConsumerQueue<SequencerMessage> _queue = new();
    private readonly EngineServices _services;
    private readonly LiveInstances _live;
    private readonly TimerQueue _timers;
    private readonly TurnRunner _runner;
    private readonly InstanceWaiters _waiters;
    private readonly Action<TaskRow> _dispatch;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly HashSet<long> _refused = [];
    private readonly ITimer _sweep;
    private readonly SweepIdle _idle;
    private ExecutionContext? _context;
    private long _batches;
    private long _committed;
    private bool _sweepSet;
    private int _liveCount;
    private long _lastWork;
    private long _nextTimer = long.MaxValue;

    public Sequencer(EngineServices services, InstanceWaiters waiters, Action<TaskRow> dispatch)
    {
        _services = services;
        _waiters = waiters;
        _dispatch = dispatch;
        _logger = services.Loggers.CreateLogger<Sequencer>();
        _live = new LiveInstances(services.Options);
        _timers = new TimerQueue(services.Options.Time, () => Enqueue(TimersDue.Instance));
        _runner = new TurnRunner(services, _live, _timers, services.Queries.NextKey(), message => Enqueue(message));
        _idle = new SweepIdle(() => _sweepSet = false);
        _sweep = services.Options.Time.CreateTimer(
            _ => Enqueue(_idle), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Loop) { IsBackground = true, Name = "durableteams-sequencer" };
    }

    /// <summary>How many instances are in memory.</summary>
    public int LiveCount => Volatile.Read(ref _liveCount);

    /// <summary>The clock's timestamp of the last write, done or still to do.</summary>
    public long LastWork => Volatile.Read(ref _lastWork);

    /// <summary>When the next timer is due, in UTC ticks; null for none.</summary>
    public long? NextTimer => Volatile.Read(ref _nextTimer) is var next && next < long.MaxValue ? next : null;

    /// <summary>Starts, with the timers that were set.</summary>
    public void Start(IEnumerable<TimerKey> timers)
    {
        foreach (var timer in timers) _timers.Add(timer);
        _timers.Arm();
        Volatile.Write(ref _lastWork, _services.Options.Time.GetTimestamp());
        Volatile.Write(ref _nextTimer, _timers.Next ?? long.MaxValue);
        _context = ExecutionContext.Capture();
        _thread.Start();
    }

    /// <summary>Adds a message; false once stopped.</summary>
    public bool Enqueue(SequencerMessage message) => _queue.Add(message);

    /// <summary>
    /// Adds an activity's answer. With <paramref name="here"/> the calling thread handles it, if the sequencer is idle.
    /// </summary>
    public void Answer(SequencerMessage message, bool here)
    {
        if (!here || _context is not { } context || !_queue.TryBecomeConsumer())
        {
            Enqueue(message);
            return;
        }

        try
        {
            // Orchestrators see nothing of the caller's.
            ExecutionContext.Run(context, _ => RunBatch([message], 0, 1), null);
        }
        finally
        {
            _queue.GiveBack();
        }
    }

    /// <summary>Does what is there and ends.</summary>
    public void Stop()
    {
        _runner.IsStopping = true;
        _queue.Close();
        if (_thread.IsAlive) _thread.Join();
    }

    public void Dispose()
    {
        _sweep.Dispose();
        _timers.Dispose();
    }

    private void Loop()
    {
        var messages = new List<SequencerMessage>();
        while (_queue.Take(ref messages))
        {
            for (var start = 0; start < messages.Count; start += MaxMessagesPerBatch)
                RunBatch(messages, start, Math.Min(messages.Count, start + MaxMessagesPerBatch));
        }
    }

    private void RunBatch(List<SequencerMessage> messages, int start, int end)
    {
        var batch = new Batch(++_batches, _refused, Release);
        _runner.Begin(batch);
        for (var i = start; i < end; i++)
        {
            Apply(messages[i]);
        }

        _runner.Seal();
        if (batch.HasWork || batch.Activities.Count > 0)
        {
            Volatile.Write(ref _lastWork, _services.Options.Time.GetTimestamp());
            var here = messages.Count <= MaxMessagesToCommitHere && !_queue.HasAny;
            _services.Database.Post(batch.Run, batch.Committed, e => Lost(batch, e), here);
        }
        else Interlocked.CompareExchange(ref _committed, batch.Number, batch.Number - 1);
        _timers.Arm();
        Volatile.Write(ref _nextTimer, _timers.Next ?? long.MaxValue);
        Trim();
    }

    private void Apply(SequencerMessage message)
    {
        try
        {
            message.Apply(_runner);
            _runner.RunFollowing();
        }
        catch (StoreUnavailableException e) when (!message.TryFail(e))
        {
            // Nobody is there to be told; it is for later.
            _ = EnqueueLaterAsync(message);
        }
        catch (Exception e)
        {
            if (!message.TryFail(e)) LogUnhandled(e);
        }
    }

    private async Task EnqueueLaterAsync(SequencerMessage message)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200), _services.Options.Time).ConfigureAwait(false);
        Enqueue(message);
    }

    private void Trim()
    {
        _live.Trim(Interlocked.Read(ref _committed), _services.Options.Time.GetUtcNow().Ticks);
        Volatile.Write(ref _liveCount, _live.Count);
        if (_sweepSet || _live.NextEviction is null) return;
        _sweepSet = true;
        _sweep.Change(_services.Options.IdleEviction, Timeout.InfiniteTimeSpan);
    }

    // On the thread that wrote: what the batch promised is durable.
    private void Release(Batch batch)
    {
        Interlocked.Exchange(ref _committed, batch.Number);
        foreach (var task in batch.Activities) _dispatch(task);
        foreach (var answer in batch.Answers) answer();
        foreach (var id in batch.Changed) _waiters.Notify(id);
        foreach (var (instance, exception) in batch.RefusedTravelling)
        {
            LogRefused(exception, instance);
            var failure = TaskFailures.From(exception);
            Enqueue(new Continue(runner => runner.FailInstance(instance, failure)));
        }

        foreach (var (instance, exception) in batch.RefusedWrites)
            Enqueue(new Continue(runner => runner.DeadLetter(instance, exception)));
    }

    // The engine's own statements failed, which only a defect explains. Memory is ahead of the database for good.
    private void Lost(Batch batch, Exception exception) => LogLost(exception, batch.Number);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A message could not be handled")]
    private partial void LogUnhandled(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Critical, Message = "The store refused what an activity of the instance with key {Key} wrote")]
    private partial void LogRefused(Exception exception, long key);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Batch {Batch} could not be written")]
    private partial void LogLost(Exception exception, long batch);
}
