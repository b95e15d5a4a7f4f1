using DurableTeams.Embedded.Storage;

namespace DurableTeams.Embedded.Engine;

/// <summary>
/// One unit of the sequencer's work: all its writes, one transaction; and what is let out of the engine once that
/// transaction is durable.
/// </summary>
internal sealed class Batch(long number, Action<Batch> released)
{
    private readonly List<InstanceWrite> _writes = [];
    private readonly List<(long Instance, IReadOnlyList<Action<WriteSession>> Units)> _travelling = [];
    private List<(long Instance, Exception Exception)>? _refused;

    /// <summary>Batches are numbered, and committed in that order.</summary>
    public long Number { get; } = number;

    /// <summary>Instances that take part, in order.</summary>
    public List<OrchestrationInstance> Instances { get; } = [];

    /// <summary>Activities to run.</summary>
    public List<TaskRow> Activities { get; } = [];

    /// <summary>Clients to answer.</summary>
    public List<Action> Answers { get; } = [];

    /// <summary>Instances whose waiting clients are to be told.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>Travelling writes that the database refused, and whose instances are to fail.</summary>
    public IReadOnlyList<(long Instance, Exception Exception)> Refused => _refused ?? [];

    public bool HasWrites => _writes.Count > 0 || _travelling.Count > 0;

    public void Add(InstanceWrite write) => _writes.Add(write);

    /// <summary>Adds what an activity wrote.</summary>
    public void AddTravelling(long instance, IReadOnlyList<Action<WriteSession>> units)
    {
        if (units.Count > 0) _travelling.Add((instance, units));
    }

    /// <summary>Writes it all; may be called again.</summary>
    public void Run(WriteSession session)
    {
        _refused = null;
        foreach (var (instance, units) in _travelling) RunTravelling(session, instance, units);
        foreach (var write in _writes) write.Run(session);
    }

    /// <summary>Called on the writer's thread once all is durable.</summary>
    public void Committed() => released(this);

    private void RunTravelling(WriteSession session, long instance, IReadOnlyList<Action<WriteSession>> units)
    {
        var mark = session.Mark;
        session.Statement("SAVEPOINT travelling").Execute();
        try
        {
            foreach (var unit in units) unit(session);
        }
        // A write that its own store got wrong must not take the whole batch with it.
        catch (Exception e) when (e is not SqliteFailureException { IsStorageTrouble: true })
        {
            session.RollBackTo(mark);
            session.Statement("ROLLBACK TO travelling").Execute();
            (_refused ??= []).Add((instance, e));
        }

        session.Statement("RELEASE travelling").Execute();
    }
}
