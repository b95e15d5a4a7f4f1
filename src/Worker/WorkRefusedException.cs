namespace DurableTeams.Worker;

/// <summary>The host refused a call, and would refuse it again.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The stable code of the problem, such as <c>workNotFound</c>; empty where the answer has none.</param>
/// <param name="message">What to change.</param>
public sealed class WorkRefusedException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The stable code of the problem; empty where the answer has none.</summary>
    public string Code { get; } = code;

    /// <summary>
    /// Whether the work is no longer the worker's: the lease was lost (<c>superseded</c>), the work has ended (<c>workEnded</c>,
    /// <c>alreadyCompleted</c>), or the host does not know it or its token (<c>workNotFound</c>, <c>invalidToken</c>).
    /// </summary>
    public bool IsLoss => Status == 409 || Code is "workNotFound" or "invalidToken";
}
