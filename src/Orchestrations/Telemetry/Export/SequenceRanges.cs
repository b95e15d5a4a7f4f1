namespace DurableTeams.Telemetry.Export;

/// <summary>A set of a run's events, as ranges of sequence numbers.</summary>
public sealed class SequenceRanges
{
    private readonly List<(long After, long Last)> _ranges = [];

    /// <summary>All events after this one.</summary>
    public static SequenceRanges Beyond(long after) => new SequenceRanges().Add(after, long.MaxValue);

    /// <summary>Adds a range. Ranges of one process mostly follow each other, and become one.</summary>
    public SequenceRanges Add(long after, long last)
    {
        if (_ranges.Count > 0 && _ranges[^1] is var end && after <= end.Last && after >= end.After)
            _ranges[^1] = (end.After, Math.Max(end.Last, last));
            else _ranges.Add((after, last));
        return this;
    }

    /// <summary>Adds all ranges of the other.</summary>
    public SequenceRanges Add(SequenceRanges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (after, last) in other._ranges) Add(after, last);
        return this;
    }

    /// <summary>Whether the set holds this event.</summary>
    public bool Contains(long sequence) => _ranges.Exists(range => sequence > range.After && sequence <= range.Last);

    /// <summary>Removes everything up to this event; false where nothing is left.</summary>
    public bool CutUpTo(long sequence)
    {
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            if (_ranges[i].Last <= sequence) _ranges.RemoveAt(i);
            else _ranges[i] = (Math.Max(_ranges[i].After, sequence), _ranges[i].Last);
        }

        return _ranges.Count > 0;
    }
}
