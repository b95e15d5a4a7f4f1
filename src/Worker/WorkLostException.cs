namespace DurableTeams.Worker;

/// <summary>
/// The work is no longer this worker's: its lease was lost, or the run was cancelled. The handler's token is cancelled with it.
/// </summary>
/// <param name="code">The host's code, such as <c>superseded</c>, or <c>cancelled</c>.</param>
/// <param name="cancellationToken">The handler's token.</param>
public sealed class WorkLostException(string code, CancellationToken cancellationToken)
    : OperationCanceledException($"The work is no longer this worker's: {code}.", cancellationToken)
{
    /// <summary>The host's code, such as <c>superseded</c>, or <c>cancelled</c>.</summary>
    public string Code { get; } = code;
}
