namespace DurableTeams.Telemetry.Export;

/// <summary>How spans are exported.</summary>
public sealed record SpanExportOptions
{
    /// <summary>How long after a run's end its spans are read: what a short run does is read once.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a run is read that goes on: each time from its beginning, so that most are better read once.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait after a failure; doubled up to <see cref="MaxBackoff"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many runs are read in one pass.</summary>
    public int RunsInPass { get; init; } = 200;

    /// <summary>How many spans go out together.</summary>
    public int SpansInBatch { get; init; } = 1_024;

    /// <summary>How many runs may wait for their spans to be read; of those beyond, spans come later or not at all, see <see cref="ITraceCursors.IsDurable"/>.</summary>
    public int MaxWaiting { get; init; } = 20_000;
}
