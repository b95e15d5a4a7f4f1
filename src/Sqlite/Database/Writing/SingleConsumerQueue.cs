namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>
/// A queue with many producers and one consumer, which takes all items at once. The consumer spins a moment before it sleeps:
/// waking a thread costs as much as a whole transaction on a fast disk.
/// </summary>
internal sealed class SingleConsumerQueue<T>
{
    private readonly object _gate = new();
    private List<T> _incoming = [];
    private bool _sleeping;
    private bool _closed;
    private bool _taken;
    private bool _lent;
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

    /// <summary>Takes no further items; items that are there can still be taken.</summary>
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
            _taken = false;
            while (_incoming.Count == 0 || _lent)
            {
                if (_closed && !_lent) return false;
                _sleeping = true;
                Monitor.Wait(_gate);
                _sleeping = false;
            }

            _taken = true;
            (_incoming, items) = (items, _incoming);
            _any = _closed;
            return true;
        }
    }

    /// <summary>Whether an item can be taken, or soon will be.</summary>
    public bool HasAny => _any;

    /// <summary>
    /// Takes the consumer's place for a moment, if all items so far are done. Items that are added meanwhile wait until
    /// <see cref="GiveBack"/>.
    /// </summary>
    public bool TryBecomeConsumer()
    {
        lock (_gate)
        {
            if (_closed || _taken || _lent || _incoming.Count > 0) return false;
            _lent = true;
            return true;
        }
    }

    /// <summary>Gives the consumer's place back, perhaps with an item that is to be taken next.</summary>
    public void GiveBack(T? unfinished = default)
    {
        lock (_gate)
        {
            _lent = false;
            if (unfinished is not null)
            {
                _incoming.Insert(0, unfinished);
                _any = true;
            }

            if (_sleeping && (_closed || _incoming.Count > 0)) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes the items that are there, without waiting.</summary>
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
