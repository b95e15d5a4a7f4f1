namespace DurableTeams.Storage.Work;

/// <summary>The part of the run store that keeps work for other processes.</summary>
public interface IWorkStore
{
    /// <summary>The work with this id, or null.</summary>
    Task<WorkRecord?> FindWorkAsync(string workId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets a step happen: all of its effects or none, and the first of two steps that exclude
    /// each other. Durable on return.
    /// </summary>
    Task<WorkAnswer> ChangeWorkAsync(string workId, WorkStep step, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives away the work that has waited in a queue the longest; null where none waits. One piece of work goes to one caller,
    /// whatever process asks. The cost grows with the logarithm of what waits. Durable on return.
    /// </summary>
    Task<WorkRecord?> LeaseWorkAsync(string queue, WorkLease lease, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns when work may wait in this queue, or at the timeout or cancellation. Does not throw. A store that is not shared
    /// by processes does not look at the storage meanwhile.
    /// </summary>
    Task WaitForWorkAsync(string queue, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>
    /// Open work whose wait or lease ends until then, at most <paramref name="limit"/>; the first to end first.
    /// </summary>
    Task<IReadOnlyList<WorkRecord>> ListDueWorkAsync(
        DateTimeOffset until, int limit, CancellationToken cancellationToken = default);

    /// <summary>Work with changes that its orchestration has not learned of.</summary>
    Task<IReadOnlyList<WorkRecord>> ListUndeliveredWorkAsync(CancellationToken cancellationToken = default);

    /// <summary>Work that somebody has, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<WorkRecord>> ListLeasedWorkAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>The queues in which work waits.</summary>
    Task<IReadOnlyList<QueueLength>> ListQueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps events of work that there is not. Of more than <see cref="WorkLimits.Orphans"/> batches the oldest go.
    /// </summary>
    Task AddOrphansAsync(OrphanEvents orphans, CancellationToken cancellationToken = default);

    /// <summary>How many batches of events of unknown work are kept.</summary>
    Task<int> CountOrphansAsync(CancellationToken cancellationToken = default);

    /// <summary>The kept events of unknown work, the newest first, at most <paramref name="limit"/> batches.</summary>
    Task<IReadOnlyList<OrphanEvents>> ListOrphansAsync(int limit, CancellationToken cancellationToken = default);
}

/// <summary>How much waits in a queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Waiting">How many pieces of work.</param>
/// <param name="Oldest">Since when the first of them has waited.</param>
public sealed record QueueLength(string Queue, int Waiting, DateTimeOffset Oldest);

/// <summary>Events of work that there is not.</summary>
/// <param name="WorkId">The id that the sender named.</param>
/// <param name="At">When they came.</param>
/// <param name="Events">The events.</param>
public sealed record OrphanEvents(string WorkId, DateTimeOffset At, IReadOnlyList<WorkerEvent> Events);
