using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>An instance in memory; only the sequencer touches it.</summary>
internal sealed class OrchestrationInstance(long key, string id, string name)
{
    public long Key { get; } = key;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string? Version { get; set; }

    public OrchestrationRuntimeStatus Status { get; set; }

    public int Generation { get; set; }

    public long Created { get; set; }

    public string? Input { get; set; }

    public string? CustomStatus { get; set; }

    public IReadOnlyDictionary<string, string>? Tags { get; set; }

    public ParentLink? Parent { get; set; }

    /// <summary>The running code; null once the instance has ended.</summary>
    public EmbeddedOrchestrationContext? Context { get; set; }

    public Outstanding Outstanding { get; set; } = new();

    /// <summary>The number of the next history row of this generation.</summary>
    public int NextTurn { get; set; }

    /// <summary>The turn of the batch being made, if the instance takes part in it.</summary>
    public HistoryTurn? Turn { get; set; }

    /// <summary>The changes that this batch writes about the instance.</summary>
    public InstanceWrite? Write { get; set; }

    /// <summary>The last batch that changed the instance; until it is committed, memory is ahead of the database.</summary>
    public long LastBatch { get; set; }

    /// <summary>When the instance was last used, in UTC ticks.</summary>
    public long UsedAt { get; set; }

    /// <summary>The place of the instance in the order of use, while it is kept.</summary>
    public LinkedListNode<OrchestrationInstance>? Place { get; set; }

    public bool IsFinished => Status.IsFinished();

    /// <summary>Why the engine cannot run the instance; it then takes no events until it is requeued.</summary>
    public string? DeadLetter { get; set; }

    /// <summary>Whether the instance can take events.</summary>
    public bool CanRun => !IsFinished && DeadLetter is null;
}
