namespace DurableTeams.Telemetry.Export;

/// <summary>How spans are exported.</summary>
public sealed record SpanExportOptions
{
    /// <summary>How long after a run's end its spans are read; the spans of a short run are then read once.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often the spans of an open run are read. Each read begins at the run's start, so few reads are better.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait after a failure; it doubles up to <see cref="MaxBackoff"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many runs are read in one pass.</summary>
    public int RunsInPass { get; init; } = 200;

    /// <summary>How many spans are sent together.</summary>
    public int SpansInBatch { get; init; } = 1_024;

    /// <summary>
    /// How many runs may wait for the export. Spans of further runs come later, or not at all (see
    /// <see cref="ITraceCursors.IsDurable"/>).
    /// </summary>
    public int MaxWaiting { get; init; } = 20_000;
}
