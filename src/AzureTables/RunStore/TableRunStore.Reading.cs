using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>What the store reads. Nothing here changes a row, but for lists that show too much.</summary>
internal sealed partial class TableRunStore
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100), LastLook = TimeSpan.FromSeconds(2);

    public Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellationToken = default) =>
        AskAsync(() => _definitions.FindAsync(hash, cancellationToken), cancellationToken);

    public Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken = default) =>
        AskAsync(
            async () => (await _runs.FindHeadAsync(runId, cancellationToken).ConfigureAwait(false))?.Head.Run, cancellationToken);

    public Task<StorePage<RunSummary>> ListRunSummariesAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.RunsAsync(query, cancellationToken), cancellationToken);

    public async Task<StorePage<RunRecord>> ListRunsAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        var page = await ListRunSummariesAsync(query, cancellationToken).ConfigureAwait(false);
        return new StorePage<RunRecord>([.. page.Items.Select(item => item.Run)], page.Cursor);
    }

    public Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(
        string runId, CancellationToken cancellationToken = default) =>
        ListAsync<MemberRunRecord>(runId, "b", "c", cancellationToken);

    public Task<RunStatus?> FindMemberRunStatusAsync(
        string runId, string memberRunId, CancellationToken cancellationToken = default) =>
        RunKeys.FindPosition(runId, memberRunId) is null
            ? Task.FromResult<RunStatus?>(null)
            : AskAsync(
                async () => (await _runs.FindAsync<MemberRunRecord>(runId, RunKeys.Agent(runId, memberRunId), cancellationToken)
                    .ConfigureAwait(false))?.Status,
                cancellationToken);

    public Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, CancellationToken cancellationToken = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? ListAsync<MessageRecord>(runId, RunKeys.Messages(position), $"m{position}.", cancellationToken)
            : Task.FromResult<IReadOnlyList<MessageRecord>>([]);

    public Task<long> MeasureConversationAsync(string runId, string memberRunId, CancellationToken cancellationToken = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? AskAsync(() => _runs.MeasureAsync(
                runId, RunKeys.Messages(position), $"m{position}.", cancellationToken), cancellationToken)
            : Task.FromResult(0L);

    public Task<IReadOnlyList<MessageRecord>> ListRunMessagesAsync(string runId, CancellationToken cancellationToken = default) =>
        ListAsync<MessageRecord>(runId, "m", "n", cancellationToken);

    public Task<MessageRecord?> FindMessageAsync(
        string runId, string memberRunId, int turn, int slot, CancellationToken cancellationToken = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? AskAsync(() => _runs.FindAsync<MessageRecord>(
                runId, RunKeys.Message(position, turn, slot), cancellationToken), cancellationToken)
            : Task.FromResult<MessageRecord?>(null);

    public async Task<IReadOnlyList<RunEvent>> ListEventsAsync(
        string runId, long after, int limit, CancellationToken cancellationToken = default)
    {
        if (after == long.MaxValue) return [];
        return await AskAsync(
            () => _runs.ListAsync<RunEvent>(runId, RunKeys.Event(Math.Max(after, 0) + 1), RunKeys.EventsEnd, Math.Max(
                limit, 1), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    public async Task WaitForEventAsync(string runId, long after, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout != Timeout.InfiniteTimeSpan) ended.CancelAfter(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
        for (var pause = FirstLook; !ended.IsCancellationRequested; pause = pause * 2 > LastLook ? LastLook : pause * 2)
        {
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            var signal = _signals.Listen(runId, listening.Token);
            try
            {
                if (await AskAsync(() => _runs.FindHeadAsync(runId, ended.Token), ended.Token).ConfigureAwait(false) is { } found
                    && found.Head.LastEvent > after)
                    return;
                await Task.WhenAny(signal, Task.Delay(pause, ended.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            finally
            {
                await listening.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    public Task<RequirementRecord?> FindRequirementAsync(string requirementId, CancellationToken cancellationToken = default) =>
        RunKeys.RunOfRequirement(requirementId) is not { } runId
            ? Task.FromResult<RequirementRecord?>(null)
            : AskAsync(
                async () => (await _runs.FindAsync<AskedRow>(runId, RunKeys.Requirement(runId, requirementId), cancellationToken)
                    .ConfigureAwait(false))?.Record,
                cancellationToken);

    public Task<StorePage<RequirementRecord>> ListRequirementsAsync(
        RequirementQuery query, CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.RequirementsAsync(query, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> ListAuditAsync(
        string requirementId, CancellationToken cancellationToken = default)
    {
        if (RunKeys.RunOfRequirement(requirementId) is not { } runId) return [];
        var prefix = RunKeys.Audits(runId, requirementId);
        var rows = await ListAsync<AuditRow>(runId, prefix, KeyText.After(prefix), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.Entry).Where(entry => entry.RequirementId == requirementId)];
    }

    public Task<(IReadOnlyList<AuditEntry> Entries, long Position)> ListAllAuditAsync(
        long after, int limit, CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.AuditAsync(after, limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.CountPendingAsync(cancellationToken), cancellationToken);

    public Task<DateTimeOffset?> FindOldestPendingAsync(CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.OldestPendingAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RequirementRecord>> ListUndeliveredDecisionsAsync(CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.UndeliveredDecisionsAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ListUndeliveredRunsAsync(CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.UndeliveredRunsAsync(cancellationToken), cancellationToken);

    public Task<SessionRecord?> FindSessionAsync(string sessionId, CancellationToken cancellationToken = default) => AskAsync(
        async () => await _sessions.FindAsync(KeyText.Of(sessionId), cancellationToken).ConfigureAwait(false) is { } head
            ? await _lists.WithRunsAsync(head, cancellationToken).ConfigureAwait(false) : null,
        cancellationToken);

    public Task<SessionState?> FindSessionStateAsync(string sessionId, CancellationToken cancellationToken = default) => AskAsync(
        async () => await _sessions.FindAsync(KeyText.Of(sessionId), cancellationToken).ConfigureAwait(false) is { } head
            ? new SessionState(head.State, head.ActiveAgent) : null,
        cancellationToken);

    public Task<StorePage<SessionRecord>> ListSessionsAsync(
        int limit, string? cursor, CancellationToken cancellationToken = default) =>
        AskAsync(() => _lists.SessionsAsync(limit, cursor, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(
        string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellationToken = default) =>
        AskAsync(() => _sessions.ListTurnsAsync(sessionId, agentIds, turns, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string runId, string from, string to, CancellationToken cancellationToken)
        where T : class =>
        await AskAsync(() => _runs.ListAsync<T>(runId, from, to, null, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
}
