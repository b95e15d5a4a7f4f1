using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>
/// One unit of the sequencer's work: all its writes in one transaction, and the effects that leave the engine once that
/// transaction is durable.
/// </summary>
/// <param name="number">The number of the batch; batches are committed in that order.</param>
/// <param name="refused">The writer's list of instances whose writes failed; nothing of these is written until they are
/// reloaded.</param>
/// <param name="released">Called on the writing thread once all is durable.</param>
internal sealed class Batch(long number, HashSet<long> refused, Action<Batch> released)
{
    private readonly List<InstanceWrite> _writes = [];
    private readonly List<(long Instance, IReadOnlyList<Action<WriteSession>> Units)> _travelling = [];
    private List<(long Instance, string? Reason)>? _asides;
    private List<long>? _forgotten;
    private List<(long Instance, Exception Exception)>? _refusedTravelling;
    private List<(long Instance, Exception Exception)>? _refusedWrites;

    public long Number => number;

    /// <summary>The instances that take part, in order.</summary>
    public List<OrchestrationInstance> Instances { get; } = [];

    /// <summary>Activities to run.</summary>
    public List<TaskRow> Activities { get; } = [];

    /// <summary>Clients to answer.</summary>
    public List<Action> Answers { get; } = [];

    /// <summary>Instances whose waiting clients are woken.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>Instances that fail because the store refused the writes of one of their activities.</summary>
    public IReadOnlyList<(long Instance, Exception Exception)> RefusedTravelling => _refusedTravelling ?? [];

    /// <summary>Instances that become dead letters because their own writes failed.</summary>
    public IReadOnlyList<(long Instance, Exception Exception)> RefusedWrites => _refusedWrites ?? [];

    public bool HasWork => _writes.Count > 0 || _travelling.Count > 0 || _asides is not null || Answers.Count > 0;

    public void Add(InstanceWrite write) => _writes.Add(write);

    /// <summary>Adds the writes of an activity.</summary>
    public void AddTravelling(long instance, IReadOnlyList<Action<WriteSession>> units)
    {
        if (units.Count > 0) _travelling.Add((instance, units));
    }

    /// <summary>Makes an instance a dead letter with this reason; with null, takes it back.</summary>
    public void SetAside(long instance, string? reason) => (_asides ??= []).Add((instance, reason));

    /// <summary>From this batch on, the instance's writes are sound again.</summary>
    public void ForgetRefused(long instance) => (_forgotten ??= []).Add(instance);

    /// <summary>Writes the batch; may be called again.</summary>
    public void Run(WriteSession session)
    {
        foreach (var instance in _forgotten ?? []) refused.Remove(instance);
        _refusedTravelling = null;
        _refusedWrites = null;
        foreach (var (instance, units) in _travelling)
        {
            if (Guarded(session, () => Run(session, units)) is { } e) (_refusedTravelling ??= []).Add((instance, e));
        }

        if (refused.Count > 0 || Guarded(session, () => RunWrites(session)) is not null) RunWritesOneByOne(session);
        foreach (var (instance, reason) in _asides ?? [])
            session.Statement("UPDATE instances SET poison = ?2 WHERE key = ?1").Execute(instance, reason);
    }

    public void Committed() => released(this);

    private static void Run(WriteSession session, IReadOnlyList<Action<WriteSession>> units)
    {
        foreach (var unit in units) unit(session);
    }

    private void RunWrites(WriteSession session)
    {
        foreach (var write in _writes) write.Run(session);
    }

    // Only a defect leads here: everything is written but the writes that fail.
    private void RunWritesOneByOne(WriteSession session)
    {
        foreach (var write in _writes)
        {
            if (refused.Contains(write.Key) || Guarded(session, () => write.Run(session)) is not { } e) continue;
            refused.Add(write.Key);
            (_refusedWrites ??= []).Add((write.Key, e));
        }
    }

    // Undoes the work if it throws, unless the storage failed, which concerns the whole transaction.
    private static Exception? Guarded(WriteSession session, Action work)
    {
        var mark = session.Mark;
        session.Statement("SAVEPOINT guarded").Execute();
        Exception? exception = null;
        try
        {
            work();
        }
        catch (Exception e) when (e is not SqliteFailureException { IsStorageTrouble: true })
        {
            session.RollBackTo(mark);
            session.Statement("ROLLBACK TO guarded").Execute();
            exception = e;
        }

        session.Statement("RELEASE guarded").Execute();
        return exception;
    }
}
