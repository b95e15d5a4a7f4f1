using DurableTeams.Storage.Relay;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>What models write at the moment.</summary>
internal sealed partial class TableRunStore : ILiveRows
{
    public Task MarkAsync(string runId, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        DoAsync(() => _live.MarkAsync(runId, until, cancellationToken), cancellationToken);

    public Task<DateTimeOffset?> FindMarkAsync(string runId, CancellationToken cancellationToken = default) =>
        AskAsync(() => _live.FindMarkAsync(runId, cancellationToken), cancellationToken);

    public Task AddAsync(string runId, LiveRow row, CancellationToken cancellationToken = default) =>
        DoAsync(() => _live.AddAsync(runId, row, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<LiveRow>> ListAsync(string runId, string from, CancellationToken cancellationToken = default) =>
        AskAsync(() => _live.ListAsync(runId, from, cancellationToken), cancellationToken);

    public Task RemoveAsync(string runId, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        DoAsync(() => _live.RemoveAsync(runId, keys, cancellationToken), cancellationToken);

    public Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        AskAsync(() => _live.SweepAsync(before, cancellationToken), cancellationToken);
}
