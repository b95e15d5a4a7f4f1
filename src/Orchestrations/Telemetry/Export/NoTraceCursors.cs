namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Keeps no cursors. Each process exports the spans that ended with what the process wrote itself, so one process exports each
/// span, even where many work on one run. A killed process loses what it had not exported.
/// </summary>
public sealed class NoTraceCursors : ITraceCursors
{
    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public SequenceRanges? DueEvents(string runId, SequenceRanges told) => told;

    /// <inheritdoc/>
    public Task AdvanceAsync(IReadOnlyDictionary<string, long> exported, CancellationToken cancellationToken = default) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<string> NextUnexported(int limit) => [];

    /// <inheritdoc/>
    public void Rewind()
    {
        // The exporter keeps what it must try again.
    }
}
