namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Keeps no cursors. Each process exports the spans that ended with what the process wrote itself, so one process exports each
/// span, even where many work on one run. A killed process loses what it had not exported.
/// </summary>
public sealed class OwnCommits : ITraceCursors
{
    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public SequenceRanges? Due(string runId, SequenceRanges told) => told;

    /// <inheritdoc/>
    public Task AdvanceAsync(IReadOnlyDictionary<string, long> exported, CancellationToken cancellation = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<string> Behind(int limit) => [];

    /// <inheritdoc/>
    public void Rewind()
    {
        // The exporter keeps what it must try again.
    }
}
