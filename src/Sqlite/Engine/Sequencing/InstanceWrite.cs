using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Schema;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>The changes of one batch to one instance, in a form that can be written more than once.</summary>
internal sealed class InstanceWrite(OrchestrationInstance instance, bool isNew)
{
    private readonly long _key = instance.Key;
    private readonly string _id = instance.Id;
    private readonly string _name = instance.Name;
    private readonly int _firstGeneration = instance.Generation;
    private OrchestrationRuntimeStatus _status;
    private int _generation;
    private int _turn;
    private byte[]? _history;
    private string? _version;
    private string? _input;
    private string? _customStatus;
    private string? _tags;
    private long _created;
    private long _updated;
    private ParentLink? _parent;

    public long Key => _key;

    /// <summary>A finished instance of the same id, which this one replaces.</summary>
    public long? Replaces { get; init; }

    /// <summary>Whether status, output, failure or generation changed.</summary>
    public bool StatusChanged { get; set; }

    public bool CustomStatusChanged { get; set; }

    public string? Output { get; set; }

    public string? Failure { get; set; }

    public long? StartAt { get; set; }

    public List<TaskRow>? NewTasks { get; set; }

    public List<(int Generation, int Id)>? DoneTasks { get; set; }

    public List<TimerKey>? NewTimers { get; set; }

    public List<(int Generation, int Id)>? DoneTimers { get; set; }

    /// <summary>The first turn that a rewind undoes.</summary>
    public int? DropTurnsFrom { get; set; }

    /// <summary>Earlier turns in their new form.</summary>
    public List<(int Turn, byte[] History)>? RewrittenTurns { get; set; }

    /// <summary>Whether scheduled activities that have not run are dropped.</summary>
    public bool DropTasks { get; set; }

    /// <summary>Takes the instance's state at the end of the batch.</summary>
    public void Seal(OrchestrationInstance instance, byte[]? history, int turn, long now)
    {
        _status = instance.Status;
        _generation = instance.Generation;
        _version = instance.Version;
        _input = instance.Input;
        _customStatus = instance.CustomStatus;
        _created = instance.Created;
        _parent = instance.Parent;
        _tags = isNew && instance.Tags is { Count: > 0 } tags ? TagsJson.ToText(tags) : null;
        _history = history;
        _turn = turn;
        _updated = now;
    }

    /// <summary>Writes the changes.</summary>
    public void Run(WriteSession session)
    {
        if (Replaces is { } replaced) InstanceSql.Purge(session, replaced);
        if (isNew) Insert(session);
        else Update(session);
        if (_generation != _firstGeneration) InstanceSql.DropGenerationsBefore(session, _key, _generation);
        if (_status.IsFinished() && !isNew) session.Statement(InstanceSql.DeleteTimers).Execute(_key);
        if (DropTasks) session.Statement(InstanceSql.DeleteTasks).Execute(_key);
        if (DropTurnsFrom is { } from)
            session.Statement("DELETE FROM history WHERE instance = ?1 AND generation = ?2 AND turn >= ?3")
                .Execute(_key, _generation, from);
        foreach (var (turn, history) in RewrittenTurns ?? [])
            session.Statement(InstanceSql.UpdateTurn).Execute(_key, _generation, turn, SqlValue.Utf8(history));
        if (_history is not null)
            session.Statement(InstanceSql.InsertTurn).Execute(_key, _generation, _turn, SqlValue.Utf8(_history));
        foreach (var (generation, id) in DoneTasks ?? []) session.Statement(InstanceSql.DeleteTask).Execute(_key, generation, id);
        foreach (var task in NewTasks ?? [])
        {
            if (task.Generation == _generation)
                session.Statement(InstanceSql.InsertTask)
                    .Execute(_key, task.Generation, task.Id, task.Name, task.Version, task.Input);
        }

        WriteTimers(session);
    }

    private void WriteTimers(WriteSession session)
    {
        if (NewTimers is not null && !_status.IsFinished())
        {
            foreach (var timer in NewTimers)
            {
                if (timer.Generation == _generation)
                    session.Statement(InstanceSql.InsertTimer).Execute(_key, timer.Generation, timer.Id, timer.Due);
            }
        }

        foreach (var (generation, id) in DoneTimers
            ?? []) session.Statement(InstanceSql.DeleteTimer).Execute(_key, generation, id);
    }

    private void Insert(WriteSession session) => session.Statement(InstanceSql.Insert).Execute(
        _key, _id, _name, _version, (int)_status, _generation, _created, _updated, Completed, StartAt,
        _parent?.Key, _parent?.Generation, _parent?.TaskId, _input, Output, Failure, _customStatus, _tags);

    private void Update(WriteSession session)
    {
        if (StatusChanged)
        {
            session.Statement(InstanceSql.UpdateStatus).Execute(
                _key, (int)_status, _generation, _updated, Completed, _input, Output, Failure, _customStatus, _version);
        }
        else if (CustomStatusChanged)
        {
            session.Statement(InstanceSql.UpdateCustomStatus).Execute(_key, _updated, _customStatus);
        }
        else
        {
            session.Statement(InstanceSql.Touch).Execute(_key, _updated);
        }
    }

    private long? Completed => _status.IsFinished() ? _updated : null;
}
