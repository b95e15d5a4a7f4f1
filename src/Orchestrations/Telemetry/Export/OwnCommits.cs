namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Keeps nothing: each process exports the spans that ended with what it wrote itself, so that of many processes that work
/// on one run each span is exported by one. A process that is killed takes with it what it had not exported.
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
        // What is to be tried again is kept by who failed.
    }
}
