using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>A span that is being put together.</summary>
internal sealed class OpenSpan(string spanId, string? parent, string name, DateTimeOffset start)
{
    private readonly Dictionary<string, object> _attributes = new(StringComparer.Ordinal);
    private List<SpanEventView>? _events;
    private DateTimeOffset? _end;
    private long? _endSequence;
    private string _status = "unset";
    private string? _description;

    public string SpanId => spanId;

    public DateTimeOffset Start => start;

    public string Kind { get; init; } = "internal";

    /// <summary>The span above where the named parent is not known; null where the parent is always known.</summary>
    public string? Otherwise { get; init; }

    public IReadOnlyList<SpanLinkView>? Links { get; set; }

    public bool IsOpen => _end is null;

    public OpenSpan With(string attribute, object? value)
    {
        if (value is not null) _attributes[attribute] = value;
        return this;
    }

    public void Tell(SpanEventView what) => (_events ??= []).Add(what);

    /// <summary>Ends the span; with an error's type, as failed.</summary>
    public OpenSpan End(RunEvent by, string? error = null, string? description = null) => EndAt(by, by.At, error, description);

    /// <summary>Ends the span at a time that the event tells of.</summary>
    public OpenSpan EndAt(RunEvent by, DateTimeOffset at, string? error = null, string? description = null)
    {
        // Orchestrations, activities and workers have clocks of their own.
        _end = at < start ? start : at;
        _endSequence = by.Sequence;
        (_status, _description) = error is null ? ("ok", null) : ("error", description);
        return With(SpanAttributes.ErrorType, error);
    }

    /// <summary>Ends the span because nobody needs it any more.</summary>
    public void Drop(RunEvent by)
    {
        End(by);
        _status = "unset";
        With(SpanAttributes.Status, "cancelled");
    }

    /// <summary>The span as it is now.</summary>
    /// <param name="known">The ids of all spans: one whose parent is not among them is marked.</param>
    public SpanView View(IReadOnlySet<string> known)
    {
        if (Otherwise is not null && parent is not null && !known.Contains(parent)) With(SpanAttributes.Orphan, true);
        return View();
    }

    private SpanView View() => new()
    {
        SpanId = spanId,
        ParentSpanId = parent,
        Otherwise = Otherwise,
        Name = name,
        Kind = Kind,
        StartTime = start,
        EndTime = _end,
        EndSequence = _endSequence,
        Status = _status,
        StatusDescription = _description,
        Attributes = _attributes,
        Events = _events,
        Links = Links,
    };
}
