namespace DurableTeams.Embedded.Storage;

/// <summary>
/// Many producers, one consumer that takes everything there is at once. The consumer spins a moment before it sleeps:
/// waking a thread costs as much as a whole transaction on a fast disk.
/// </summary>
internal sealed class SingleConsumerQueue<T>
{
    private readonly object _gate = new();
    private List<T> _incoming = [];
    private bool _sleeping;
    private bool _closed;
    private volatile bool _any;

    /// <summary>Adds an item; false once the queue is closed.</summary>
    public bool Add(T item)
    {
        lock (_gate)
        {
            if (_closed) return false;
            _incoming.Add(item);
            _any = true;
            if (_sleeping) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Lets nothing more in; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _any = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits for items and exchanges the (emptied) list for them. False when closed and empty.
    /// </summary>
    public bool Take(ref List<T> items)
    {
        items.Clear();
        SpinForAny();
        lock (_gate)
        {
            while (_incoming.Count == 0)
            {
                if (_closed) return false;
                _sleeping = true;
                Monitor.Wait(_gate);
                _sleeping = false;
            }

            (_incoming, items) = (items, _incoming);
            _any = _closed;
            return true;
        }
    }

    /// <summary>Takes what there is without waiting.</summary>
    public bool TryTake(ref List<T> items)
    {
        items.Clear();
        if (!_any) return false;
        lock (_gate)
        {
            (_incoming, items) = (items, _incoming);
            _any = _closed;
            return items.Count > 0;
        }
    }

    private void SpinForAny()
    {
        for (var i = 0; i < 30 && !_any; i++) Thread.SpinWait(20);
    }
}
