namespace DurableTeams.Telemetry.Export;

/// <summary>How far the spans of runs have been exported.</summary>
public interface ITraceCursors
{
    /// <summary>Whether the cursors survive the death of the process; failures then need not be remembered here.</summary>
    bool IsDurable { get; }

    /// <summary>Begins, once the storage is open: adds runs that began while tracing was off.</summary>
    Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The events whose spans are to be exported; null where there is nothing more of this run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="told">The events that this process was told of.</param>
    SequenceRanges? DueEvents(string runId, SequenceRanges told);

    /// <summary>
    /// Records that the spans of these runs were accepted, up to these events. Durable on return, if <see cref="IsDurable"/>.
    /// </summary>
    Task AdvanceAsync(IReadOnlyDictionary<string, long> exported, CancellationToken cancellationToken = default);

    /// <summary>The next runs with events whose spans were not exported; none once all were returned.</summary>
    IReadOnlyList<string> NextUnexported(int limit);

    /// <summary>Lets <see cref="NextUnexported"/> begin again, because not everything that it returned was exported.</summary>
    void Rewind();
}
