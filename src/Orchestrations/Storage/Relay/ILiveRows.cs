namespace DurableTeams.Storage.Relay;

/// <summary>
/// What models write while they write it, for readers in other processes: rows that expire. A store whose engine runs steps in
/// several processes implements it beside <see cref="IRunStore"/>. Rows are no history: a reader may miss one.
/// </summary>
public interface ILiveRows
{
    /// <summary>Leaves a mark that somebody follows the run, until then.</summary>
    /// <exception cref="StoreUnavailableException">Every member, while the storage cannot be reached.</exception>
    Task MarkAsync(string runId, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Until when somebody follows the run, by the newest mark; null without one. One point read.</summary>
    Task<DateTimeOffset?> FindMarkAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Adds a row. One write.</summary>
    Task AddAsync(string runId, LiveRow row, CancellationToken cancellationToken = default);

    /// <summary>The run's rows from a key on, by key. One query where they fit into a page.</summary>
    Task<IReadOnlyList<LiveRow>> ListAsync(string runId, string from, CancellationToken cancellationToken = default);

    /// <summary>Removes rows; one that is gone is no error.</summary>
    Task RemoveAsync(string runId, IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Removes rows and marks that expired before, of all runs: what killed processes left.</summary>
    /// <returns>How many there were.</returns>
    Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}
