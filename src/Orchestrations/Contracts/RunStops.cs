using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>
/// Inside an orchestrator: this member run or run ends with an error. Caught at the orchestrator's top, never seen outside.
/// </summary>
internal sealed class RunFailedException(RunError error, string? outputOf = null) : Exception(error.Message)
{
    /// <summary>The error.</summary>
    public RunError Error { get; } = error;

    /// <summary>The member run whose words are kept as the run's output, although they do not fit.</summary>
    public string? OutputOf { get; } = outputOf;
}

/// <summary>
/// Inside an orchestrator: the team above has no time left. That team reports its own end. Caught at the orchestrator's top,
/// never seen outside.
/// </summary>
internal sealed class TeamTimeUpException : Exception;

/// <summary>Inside an orchestrator: someone cancelled. Caught at the orchestrator's top, never seen outside.</summary>
internal sealed class RunCancelledException : Exception;
