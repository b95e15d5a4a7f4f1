using DurableTeams.Sqlite.Engine.History;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>
/// The external events of one instance. Events without a wait are kept, first in first out per name. Of several waits for one
/// name, the newest gets the event. Names ignore case.
/// </summary>
internal sealed class EventInbox(DataConverter converter)
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);
    private int _waits;
    private long _arrivals;

    /// <summary>Whether anything waits.</summary>
    public bool HasWaits => _waits > 0;

    /// <summary>Waits for an event; takes a kept one at once.</summary>
    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var line = LineOf(name);
        var wait = new EventWait<T>();
        if (line.Kept.TryDequeue(out var kept))
        {
            wait.Deliver(name, kept.Event.Payload, converter);
            return wait.Task;
        }

        line.Waits.Add(wait);
        _waits++;
        wait.CancelOn(w => _waits -= line.Waits.Remove(w) ? 1 : 0, cancellationToken);
        return wait.Task;
    }

    /// <summary>Gives an event to the newest wait, or keeps it.</summary>
    public void Deliver(HistoryEvent raised)
    {
        var line = LineOf(raised.Name!);
        if (line.Waits.Count == 0)
        {
            line.Kept.Enqueue((_arrivals++, raised));
            return;
        }

        var wait = line.Waits[^1];
        line.Waits.RemoveAt(line.Waits.Count - 1);
        _waits--;
        wait.Deliver(raised.Name!, raised.Payload, converter);
    }

    /// <summary>The kept events, in the order of their arrival.</summary>
    public IEnumerable<HistoryEvent> Kept() =>
        _lines.Values.SelectMany(line => line.Kept).OrderBy(kept => kept.Arrival).Select(kept => kept.Event);

    private Line LineOf(string name)
    {
        if (!_lines.TryGetValue(name, out var line)) _lines[name] = line = new Line();
        return line;
    }

    private sealed class Line
    {
        public Queue<(long Arrival, HistoryEvent Event)> Kept { get; } = new();

        public List<EventWait> Waits { get; } = [];
    }
}
