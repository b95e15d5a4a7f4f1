namespace DurableTeams.Worker;

/// <summary>
/// A piece of work as its handler has it: what to do, and how to tell and ask meanwhile. Safe to use from several threads.
/// </summary>
public sealed class RemoteWork
{
    private readonly WorkClient _client;
    private readonly Action<string> _lose;
    private readonly bool _ownSpans;
    private readonly CancellationToken _stop;

    internal RemoteWork(WorkClient client, WorkLease lease, bool ownSpans, Action<string> lose, CancellationToken stop) =>
        (_client, Lease, _ownSpans, _lose, _stop) = (client, lease, ownSpans, lose, stop);

    /// <summary>All that the host told of the work.</summary>
    public WorkLease Lease { get; }

    /// <summary>What the member is asked to do.</summary>
    public string Task => Lease.Task;

    /// <summary>The work's id.</summary>
    public string WorkId => Lease.WorkId;

    /// <summary>The same on every attempt: send it with effects that must happen once.</summary>
    public string IdempotencyKey => Lease.IdempotencyKey ?? Lease.MemberRunId;

    /// <summary>Why the work is no longer this worker's (see <see cref="WorkLostException.Code"/>); null while it is.</summary>
    public string? LostBy { get; internal set; }

    /// <summary>
    /// Reports what was done, each event once for its id however often it is sent. Waits for a host that is away.
    /// </summary>
    /// <exception cref="WorkLostException">The work is no longer this worker's.</exception>
    /// <exception cref="WorkRefusedException">An event is not as it must be, or there are too many.</exception>
    public Task<WorkReceipt> ReportAsync(params IEnumerable<WorkEvent> events) =>
        CallAsync(stop => _client.ReportAsync(WorkId, Lease.Token, events, _ownSpans, stop));

    /// <summary>
    /// Asks a person and waits for the decision, for hours or days if need be: meanwhile the lease stands still, and the run is
    /// paused where nothing else goes on. Asked again with the same id it is the same question.
    /// </summary>
    /// <exception cref="WorkLostException">The work is no longer this worker's.</exception>
    /// <exception cref="WorkRefusedException">The question is not as it must be.</exception>
    public Task<WorkDecision> AskAsync(WorkQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return CallAsync(stop => _client.AskAsync(WorkId, Lease.Token, question, stop));
    }

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        try
        {
            return await call(_stop);
        }
        catch (WorkRefusedException refused) when (refused.IsLoss)
        {
            _lose(refused.Code);
            throw new WorkLostException(refused.Code, _stop);
        }
        catch (OperationCanceledException) when (LostBy is { } code)
        {
            throw new WorkLostException(code, _stop);
        }
    }
}
