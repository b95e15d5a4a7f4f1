using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>How a generation ended.</summary>
internal enum ExecutionEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>With a result.</summary>
    Completed,

    /// <summary>With an exception.</summary>
    Failed,

    /// <summary>By going on as a new generation.</summary>
    ContinuedAsNew,
}

/// <summary>How a generation ended, and with what.</summary>
/// <param name="End">How.</param>
/// <param name="Payload">The result, or the next generation's input.</param>
/// <param name="Failure">The failure.</param>
/// <param name="KeepEvents">Whether the next generation inherits the events nobody took.</param>
/// <param name="NewVersion">The next generation's version, if it changes.</param>
internal sealed record ExecutionOutcome(
    ExecutionEnd End, string? Payload = null, TaskFailureDetails? Failure = null, bool KeepEvents = false, string? NewVersion = null);
