using System.Text.Json;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>What the store reads. Nothing here changes a row, but for lists that show too much.</summary>
internal sealed partial class TableRunStore
{
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(100), s_lastLook = TimeSpan.FromSeconds(2);

    public Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellation = default) =>
        AskAsync(() => _definitions.FindAsync(hash, cancellation), cancellation);

    public Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellation = default) =>
        AskAsync(async () => (await _runs.FindHeadAsync(runId, cancellation).ConfigureAwait(false))?.Head.Run, cancellation);

    public Task<StorePage<RunSummary>> ListRunSummariesAsync(RunQuery query, CancellationToken cancellation = default) =>
        AskAsync(() => _lists.RunsAsync(query, cancellation), cancellation);

    public async Task<StorePage<RunRecord>> ListRunsAsync(RunQuery query, CancellationToken cancellation = default)
    {
        var page = await ListRunSummariesAsync(query, cancellation).ConfigureAwait(false);
        return new StorePage<RunRecord>([.. page.Items.Select(item => item.Run)], page.Cursor);
    }

    public Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(string runId, CancellationToken cancellation = default) =>
        ListAsync<MemberRunRecord>(runId, "b", "c", cancellation);

    public Task<RunStatus?> FindMemberRunStatusAsync(string runId, string memberRunId, CancellationToken cancellation = default) =>
        RunKeys.FindPosition(runId, memberRunId) is null
            ? Task.FromResult<RunStatus?>(null)
            : AskAsync(
                async () => (await _runs.FindAsync<MemberRunRecord>(runId, RunKeys.Agent(runId, memberRunId), cancellation).ConfigureAwait(false))?.Status,
                cancellation);

    public Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(string runId, string memberRunId, CancellationToken cancellation = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? ListAsync<MessageRecord>(runId, RunKeys.Messages(position), $"m{position}.", cancellation)
            : Task.FromResult<IReadOnlyList<MessageRecord>>([]);

    public Task<long> MeasureConversationAsync(string runId, string memberRunId, CancellationToken cancellation = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? AskAsync(() => _runs.MeasureAsync(runId, RunKeys.Messages(position), $"m{position}.", cancellation), cancellation)
            : Task.FromResult(0L);

    public Task<IReadOnlyList<MessageRecord>> ListRunMessagesAsync(string runId, CancellationToken cancellation = default) =>
        ListAsync<MessageRecord>(runId, "m", "n", cancellation);

    public Task<MessageRecord?> FindMessageAsync(string runId, string memberRunId, int turn, int slot, CancellationToken cancellation = default) =>
        RunKeys.FindPosition(runId, memberRunId) is { } position
            ? AskAsync(() => _runs.FindAsync<MessageRecord>(runId, RunKeys.Message(position, turn, slot), cancellation), cancellation)
            : Task.FromResult<MessageRecord?>(null);

    public async Task<IReadOnlyList<RunEvent>> ListEventsAsync(string runId, long after, int limit, CancellationToken cancellation = default)
    {
        if (after == long.MaxValue) return [];
        return await AskAsync(
            () => _runs.ListAsync<RunEvent>(runId, RunKeys.Event(Math.Max(after, 0) + 1), RunKeys.EventsEnd, Math.Max(limit, 1), cancellation), cancellation)
            .ConfigureAwait(false);
    }

    public async Task WaitForEventAsync(string runId, long after, TimeSpan timeout, CancellationToken cancellation = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout != Timeout.InfiniteTimeSpan) ended.CancelAfter(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
        for (var pause = s_firstLook; !ended.IsCancellationRequested; pause = pause * 2 > s_lastLook ? s_lastLook : pause * 2)
        {
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            var signal = _signals.Listen(runId, listening.Token);
            try
            {
                if (await AskAsync(() => _runs.FindHeadAsync(runId, ended.Token), ended.Token).ConfigureAwait(false) is { } found && found.Head.LastEvent > after) return;
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

    public Task<RequirementRecord?> FindRequirementAsync(string requirementId, CancellationToken cancellation = default) =>
        RunKeys.RunOfRequirement(requirementId) is not { } runId
            ? Task.FromResult<RequirementRecord?>(null)
            : AskAsync(
                async () => (await _runs.FindAsync<AskedRow>(runId, RunKeys.Requirement(runId, requirementId), cancellation).ConfigureAwait(false))?.Record,
                cancellation);

    public Task<StorePage<RequirementRecord>> ListRequirementsAsync(RequirementQuery query, CancellationToken cancellation = default) =>
        AskAsync(() => _lists.RequirementsAsync(query, cancellation), cancellation);

    public async Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string requirementId, CancellationToken cancellation = default)
    {
        if (RunKeys.RunOfRequirement(requirementId) is not { } runId) return [];
        var prefix = RunKeys.Audits(runId, requirementId);
        var rows = await ListAsync<AuditRow>(runId, prefix, KeyText.After(prefix), cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.Entry).Where(entry => entry.RequirementId == requirementId)];
    }

    public Task<(IReadOnlyList<AuditEntry> Entries, long Position)> ListAllAuditAsync(long after, int limit, CancellationToken cancellation = default) =>
        AskAsync(() => _lists.AuditAsync(after, limit, cancellation), cancellation);

    public Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellation = default) =>
        AskAsync(() => _lists.CountPendingAsync(cancellation), cancellation);

    public Task<DateTimeOffset?> FindOldestPendingAsync(CancellationToken cancellation = default) =>
        AskAsync(() => _lists.OldestPendingAsync(cancellation), cancellation);

    public Task<IReadOnlyList<RequirementRecord>> ListUndeliveredDecisionsAsync(CancellationToken cancellation = default) =>
        AskAsync(() => _lists.UndeliveredDecisionsAsync(cancellation), cancellation);

    public Task<IReadOnlyList<RunRecord>> ListUndeliveredRunsAsync(CancellationToken cancellation = default) =>
        AskAsync(() => _lists.UndeliveredRunsAsync(cancellation), cancellation);

    public Task<SessionRecord?> FindSessionAsync(string sessionId, CancellationToken cancellation = default) => AskAsync(
        async () => await _sessions.FindAsync(KeyText.Of(sessionId), cancellation).ConfigureAwait(false) is { } head
            ? await _lists.WithRunsAsync(head, cancellation).ConfigureAwait(false) : null,
        cancellation);

    public Task<SessionState?> FindSessionStateAsync(string sessionId, CancellationToken cancellation = default) => AskAsync(
        async () => await _sessions.FindAsync(KeyText.Of(sessionId), cancellation).ConfigureAwait(false) is { } head
            ? new SessionState(head.State, head.ActiveAgent) : null,
        cancellation);

    public Task<StorePage<SessionRecord>> ListSessionsAsync(int limit, string? cursor, CancellationToken cancellation = default) =>
        AskAsync(() => _lists.SessionsAsync(limit, cursor, cancellation), cancellation);

    public Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(
        string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellation = default) =>
        AskAsync(() => _sessions.ListTurnsAsync(sessionId, agentIds, turns, cancellation), cancellation);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string runId, string from, string to, CancellationToken cancellation) where T : class =>
        await AskAsync(() => _runs.ListAsync<T>(runId, from, to, null, cancellation), cancellation).ConfigureAwait(false);
}
