namespace DurableTeams.Worker;

/// <summary>How a worker works.</summary>
public sealed record RemoteMemberOptions : WorkClientOptions
{
    /// <summary>The most pieces of work at a time that can be asked for.</summary>
    public const int MaxParallel = 256;

    /// <summary>The worker's name, at most 200 characters; people see it. The default is <c>{machine}-{process id}</c>.</summary>
    public string Worker { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>How many pieces of work at a time, 1 to <see cref="MaxParallel"/>.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Whether to end after one piece of work.</summary>
    public bool Once { get; init; }

    /// <summary>
    /// Whether the worker exports spans of its own (below <see cref="WorkLease.TraceParent"/>), so that the host makes none of
    /// its reports.
    /// </summary>
    public bool OwnSpans { get; init; }

    /// <summary>
    /// How long work may go on after the worker was asked to stop; then the handlers' tokens are cancelled. The lease of what is
    /// not done by then runs out, and another worker takes the work.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);
}
