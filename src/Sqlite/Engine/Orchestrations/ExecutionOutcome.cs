using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>How a generation ended.</summary>
internal enum ExecutionEnd
{
    /// <summary>It is open.</summary>
    None,

    /// <summary>With a result.</summary>
    Completed,

    /// <summary>With an exception.</summary>
    Failed,

    /// <summary>By going on as a new generation.</summary>
    ContinuedAsNew,
}

/// <summary>How a generation ended.</summary>
/// <param name="End">The kind of end.</param>
/// <param name="Payload">The result, or the next generation's input.</param>
/// <param name="Failure">The failure.</param>
/// <param name="KeepEvents">Whether the next generation gets the events that no wait has taken.</param>
/// <param name="NewVersion">The next generation's version, where it changes.</param>
internal sealed record ExecutionOutcome(
    ExecutionEnd End, string? Payload = null, TaskFailureDetails? Failure = null, bool KeepEvents = false,
    string? NewVersion = null);
