namespace DurableTeams.Telemetry.Export;

/// <summary>How far the spans of runs have been exported.</summary>
public interface ITraceCursors
{
    /// <summary>Whether that is kept through the death of the process: then nothing that failed needs to be remembered here.</summary>
    bool IsDurable { get; }

    /// <summary>The events whose spans are to be exported; null where there is nothing more of this run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="told">What this process was told to be new.</param>
    SequenceRanges? Due(string runId, SequenceRanges told);

    /// <summary>Keeps that the spans of these runs were taken, up to these events. Durable on return, where anything is.</summary>
    Task AdvanceAsync(IReadOnlyDictionary<string, long> exported, CancellationToken cancellation = default);

    /// <summary>The next runs with events whose spans were not exported; none once all were returned.</summary>
    IReadOnlyList<string> Behind(int limit);

    /// <summary>Lets <see cref="Behind"/> begin again: not all that it returned was exported.</summary>
    void Rewind();
}
