namespace DurableTeams.Telemetry.Export;

/// <summary>How spans are exported.</summary>
public sealed record SpanExportOptions
{
    /// <summary>
    /// Whether spans have messages in them: the prompts and answers of models, the arguments and results of tools.
    /// </summary>
    public bool CapturesContent { get; init; }

    /// <summary>The options that OpenTelemetry's variables ask for.</summary>
    /// <param name="read">Reads a variable; null where it is not set.</param>
    public static SpanExportOptions Read(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new() { CapturesContent = MessageContent.IsWanted(read) };
    }

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
