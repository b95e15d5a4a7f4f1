namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>
/// The instances in memory, in the order of their use. An instance that waits long, or exceeds the bound, is evicted, and
/// loaded again when it gets an event; but never before its last batch is committed.
/// </summary>
internal sealed class LiveInstances(EngineOptions options)
{
    private readonly Dictionary<long, OrchestrationInstance> _byKey = [];
    private readonly Dictionary<string, OrchestrationInstance> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<OrchestrationInstance> _byUse = new();
    private readonly Queue<OrchestrationInstance> _finished = new();

    public int Count => _byUse.Count;

    public IEnumerable<OrchestrationInstance> All => _byUse;

    public OrchestrationInstance? Find(long key) => _byKey.GetValueOrDefault(key);

    public OrchestrationInstance? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Keeps an instance as the last used.</summary>
    public void Use(OrchestrationInstance instance, long now)
    {
        instance.UsedAt = now;
        if (instance.Place is { } place)
        {
            if (place == _byUse.Last) return;
            _byUse.Remove(place);
            _byUse.AddLast(place);
            return;
        }

        instance.Place = _byUse.AddLast(instance);
        _byKey[instance.Key] = instance;
        _byId[instance.Id] = instance;
    }

    /// <summary>Records that an instance has ended, and can be evicted once that is committed.</summary>
    public void Finished(OrchestrationInstance instance) => _finished.Enqueue(instance);

    /// <summary>Forgets an instance.</summary>
    public void Remove(OrchestrationInstance instance)
    {
        if (instance.Place is { } place) _byUse.Remove(place);
        instance.Place = null;
        if (_byKey.GetValueOrDefault(instance.Key) == instance) _byKey.Remove(instance.Key);
        if (_byId.GetValueOrDefault(instance.Id) == instance) _byId.Remove(instance.Id);
    }

    /// <summary>Evicts committed instances that have ended, are too old, or exceed the bound.</summary>
    public void Trim(long committed, long now)
    {
        while (_finished.TryPeek(out var finished) && finished.LastBatch <= committed) Remove(_finished.Dequeue());

        var oldest = now - options.IdleEviction.Ticks;
        var node = _byUse.First;
        // Instances that must stay go to the end of the line; only some at a time, since all may have to stay.
        for (var staying = 0; node is not null && staying < 64;)
        {
            var instance = node.Value;
            node = node.Next;
            if (_byUse.Count <= options.MaxLiveInstances && instance.UsedAt > oldest) return;
            if (CanGo(instance, committed))
            {
                Remove(instance);
                continue;
            }

            staying++;
            Use(instance, now);
        }
    }

    /// <summary>When the next instance will have waited too long, or null.</summary>
    public long? NextEviction => _byUse.First is { } first ? first.Value.UsedAt + options.IdleEviction.Ticks : null;

    private static bool CanGo(OrchestrationInstance instance, long committed) =>
        instance.LastBatch <= committed && instance.Turn is null && !instance.Outstanding.HasActivities;
}
