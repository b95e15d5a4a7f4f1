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

/// <summary>The run store on Azure Table storage. Every write is durable on return, inside activities too, and idempotent under its keys.</summary>
internal sealed class TableRunStore : IRunStore
{
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(100), s_lastLook = TimeSpan.FromSeconds(2);

    private readonly Tables _tables;
    private readonly RunPartition _runs;
    private readonly IndexTable _index;
    private readonly SessionPartition _sessions;
    private readonly DefinitionRows _definitions;
    private readonly RunWriter _writer;
    private readonly RunLists _lists;
    private readonly RunMemory _memory;
    private readonly EventSignals _signals = new();
    private readonly IRunFeed _feed;

    /// <summary>A store; its tables are made at the first use.</summary>
    /// <param name="options">Where the tables are.</param>
    /// <param name="feed">Told what was written; null where nobody needs to be.</param>
    public TableRunStore(TableRunStoreOptions options, IRunFeed? feed = null)
    {
        _feed = feed ?? IRunFeed.None;
        _tables = new Tables(options);
        var large = new LargeValues(_tables.RunData);
        _runs = new RunPartition(_tables.Runs, large);
        _index = new IndexTable(_tables.Index);
        _sessions = new SessionPartition(_tables.Sessions, large);
        _definitions = new DefinitionRows(_tables.Definitions, large);
        _memory = new RunMemory(options.Time);
        _writer = new RunWriter(_runs, _index, _sessions, _signals, _memory, _feed);
        _lists = new RunLists(_runs, _index, _sessions);
        Recent = new RecentRuns(this, _memory);
    }

    public IRecentRuns Recent { get; }

    public Task SaveDefinitionAsync(string hash, string json, CancellationToken cancellation = default) =>
        DoAsync(() => _definitions.SaveAsync(hash, json, cancellation), cancellation);

    public Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellation = default) =>
        AskAsync(() => _definitions.FindAsync(hash, cancellation), cancellation);

    public Task<RunRecord?> CreateRunAsync(RunRecord run, string? initialState, CancellationToken cancellation = default)
    {
        var state = initialState is null ? (JsonElement?)null : StoredJson.Parse(initialState);
        return AskAsync(() => CreateAsync(run, state, null, cancellation), cancellation);
    }

    public Task<RunRecord?> ForkAsync(RunRecord run, RunChange past, CancellationToken cancellation = default)
    {
        if (past.RunId != run.RunId) throw new ArgumentException($"The fork prefix belongs to run {past.RunId}, not to run {run.RunId}.", nameof(past));
        RunKeys.Check(past);
        past = DetachedJson.Of(past);
        return AskAsync(
            async () =>
            {
                // Another partition, so not one step with the creation: deleted in the moment between, the fork stays as one made before.
                if (run.ForkOf is { } origin
                    && await _runs.FindHeadAsync(origin.RunId, cancellation).ConfigureAwait(false) is null
                    && await _runs.FindHeadAsync(run.RunId, cancellation).ConfigureAwait(false) is null)
                    throw new KeyNotFoundException($"There is no run {origin.RunId} to fork.");
                return await CreateAsync(run, null, past, cancellation).ConfigureAwait(false);
            },
            cancellation);
    }

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

    public Task<bool> CommitAsync(RunChange change, CancellationToken cancellation = default)
    {
        RunKeys.Check(change);
        change = DetachedJson.Of(change);
        return _feed.WatchAsync(change, AskAsync(
            async () =>
            {
                // The session is not in the run's transaction: first it, so that a run that ends has left in it what it had to.
                if (change.StatePatch is not null || change.ActiveAgent is not null)
                {
                    if (change.UnlessRecorded is { } place
                        && await FindMessageAsync(change.RunId, place.MemberRunId, place.Turn, 0, cancellation).ConfigureAwait(false) is not null) return false;
                    if ((await _runs.FindHeadAsync(change.RunId, cancellation).ConfigureAwait(false))?.Head.Run is { } run && !run.Status.IsFinal())
                        await _sessions.PatchAsync(run, change.StatePatch, change.ActiveAgent, cancellation).ConfigureAwait(false);
                }

                var turns = change.SessionTurns.Count > 0 || change.Run?.Status == RunStatus.Completed;
                return await _writer.ChangeAsync(change.RunId, unit => RunRules.Apply(unit, change), turns, cancellation).ConfigureAwait(false);
            },
            cancellation));
    }

    public Task<PauseResult> PauseAsync(
        string runId, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requirementIds.Count, nameof(requirementIds));
        RunKeys.Position(runId, memberRunId);
        return AskAsync(() => _writer.ChangeAsync(runId, unit => RunRules.Pause(unit, memberRunId, requirementIds, at), false, cancellation), cancellation);
    }

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

    public Task<DecideResult> DecideAsync(string runId, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancellation = default)
    {
        RunChangeCheck.Check(runId, decisions);
        var detached = decisions.Select(DetachedJson.Of).ToArray();
        return AskAsync(() => _writer.ChangeAsync(runId, unit => RunRules.Decide(unit, detached), false, cancellation), cancellation);
    }

    public Task<bool> TryClaimAsync(string runId, string key, CancellationToken cancellation = default) => AskAsync(
        async () =>
        {
            var claimed = await _runs.TryClaimAsync(runId, key, Guid.NewGuid().ToString("N"), cancellation).ConfigureAwait(false);
            // The claim gave the run another version, and nothing tells whether nobody else did.
            if (claimed) _memory.Forget(runId);
            return claimed;
        },
        cancellation);

    public Task AppendAuditAsync(string runId, IReadOnlyList<AuditDraft> entries, DateTimeOffset at, CancellationToken cancellation = default)
    {
        foreach (var draft in entries) RunKeys.Local(runId, draft.RequirementId);
        // With keys of their own, so that a try whose answer was lost is not made twice.
        var drafts = entries.Select(draft => draft with { Key = draft.Key ?? Guid.NewGuid().ToString("N"), Data = DetachedJson.Of(draft.Data) }).ToArray();
        return DoAsync(() => ChangeAsync(runId, Append, false, cancellation), cancellation);

        void Append(RunUnit unit)
        {
            foreach (var draft in drafts)
            {
                if (!unit.Tell(at, draft))
                    throw new KeyNotFoundException($"There is no requirement {draft.RequirementId}.");
            }
        }
    }

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

    public Task<RunRecord?> RequestCancelAsync(string runId, string? reason, DateTimeOffset at, CancellationToken cancellation = default) => ChangeRunAsync(
        runId,
        unit => RunRules.RequestCancel(unit, reason, at),
        cancellation);

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

    public Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellation = default) =>
        AskAsync(() => DeleteAsync(sessionId, cancellation), cancellation);

    public Task<RunRecord?> RetryAsync(string runId, IReadOnlyList<string> again, DateTimeOffset at, CancellationToken cancellation = default)
    {
        foreach (var id in again) RunKeys.Position(runId, id);
        return ChangeRunAsync(runId, unit => RunRules.Retry(unit, again, at), cancellation);
    }

    public Task<StorePage<SessionRecord>> ListSessionsAsync(int limit, string? cursor, CancellationToken cancellation = default) =>
        AskAsync(() => _lists.SessionsAsync(limit, cursor, cancellation), cancellation);

    public Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(
        string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellation = default) =>
        AskAsync(() => _sessions.ListTurnsAsync(sessionId, agentIds, turns, cancellation), cancellation);

    public Task CheckHealthAsync(CancellationToken cancellation = default) => DoAsync(
        async () =>
        {
            var mark = Guid.NewGuid().ToString("N");
            var row = new TableEntity("health", mark);
            await _tables.Definitions.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation).ConfigureAwait(false);
            if (await _tables.Definitions.FindAsync(row.PartitionKey, row.RowKey, cancellation).ConfigureAwait(false) is null)
                throw new StoreUnavailableException("What was just written is not there.");
            await _tables.Definitions.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All, cancellation).ConfigureAwait(false);
        },
        cancellation);

    private async Task<RunRecord?> CreateAsync(RunRecord run, JsonElement? state, RunChange? past, CancellationToken cancellation)
    {
        // The session after the run, which alone can tell that it is new, so that one that is there moves no session. Broken
        // off in between, whoever finds the run still pending goes on: its creation done again, or those who give it to the engine.
        if (past is null && !await _sessions.AdmitsAsync(run, cancellation).ConfigureAwait(false))
        {
            return await _runs.FindHeadAsync(run.RunId, cancellation).ConfigureAwait(false) is { } known
                ? known.Head.Run : throw new SessionUserException(run.SessionId);
        }

        var found = await _writer.CreateAsync(run, state, past, cancellation).ConfigureAwait(false);
        if (found is null) await JoinNewAsync(run, state, claims: past is null, cancellation).ConfigureAwait(false);
        else await _sessions.JoinAsync(found, cancellation).ConfigureAwait(false);
        return found?.Run;
    }

    // Two users may begin one session at the same moment: the run of who came second goes again, before anybody heard of it.
    private async Task JoinNewAsync(RunRecord run, JsonElement? state, bool claims, CancellationToken cancellation)
    {
        try
        {
            await _sessions.AddRunAsync(run, state, cancellation, claims).ConfigureAwait(false);
        }
        catch (SessionUserException)
        {
            if (await _runs.LoadAsync(run.RunId, cancellation).ConfigureAwait(false) is { } made)
            {
                _memory.Forget(run.RunId);
                await _index.ClearAsync(made, [], cancellation).ConfigureAwait(false);
                await _runs.RemoveAsync(run.RunId, cancellation).ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task<SessionDeletion?> DeleteAsync(string sessionId, CancellationToken cancellation)
    {
        if (await _sessions.FindAsync(KeyText.Of(sessionId), cancellation).ConfigureAwait(false) is null) return null;
        var states = new List<RunState>();
        foreach (var id in await _sessions.ListRunsAsync(KeyText.Of(sessionId), cancellation).ConfigureAwait(false))
        {
            if (await _runs.LoadAsync(id, cancellation).ConfigureAwait(false) is { } state && state.Head.Run.SessionId == sessionId) states.Add(state);
        }

        var unfinished = states.Select(state => state.Head.Run).Where(run => !run.Status.IsFinal()).Select(run => run.RunId).ToArray();
        if (unfinished.Length > 0) return new SessionDeletion(unfinished, []);
        foreach (var state in states)
        {
            // The run after its lists, the session after its runs: broken off, the deletion finds what is left when it is asked for again.
            var runId = state.Head.Run.RunId;
            var audit = await _runs.ListAsync<AuditRow>(runId, "u", "v", null, cancellation).ConfigureAwait(false);
            _memory.Forget(runId);
            await _index.ClearAsync(state, audit, cancellation).ConfigureAwait(false);
            await _runs.RemoveAsync(runId, cancellation).ConfigureAwait(false);
        }

        await _sessions.RemoveAsync(sessionId, cancellation).ConfigureAwait(false);
        return new SessionDeletion([], [.. states.Select(state => state.Head.Run.RunId)]);
    }

    private Task<RunRecord?> ChangeRunAsync(string runId, Action<RunUnit> change, CancellationToken cancellation) => AskAsync(
        async () =>
        {
            try
            {
                return await _writer.ChangeAsync(
                    runId,
                    unit =>
                    {
                        change(unit);
                        return unit.Run;
                    },
                    false,
                    cancellation).ConfigureAwait(false);
            }
            catch (KeyNotFoundException)
            {
                return (RunRecord?)null;
            }
        },
        cancellation);

    private Task<bool> ChangeAsync(string runId, Action<RunUnit> change, bool turns, CancellationToken cancellation) => _writer.ChangeAsync(
        runId,
        unit =>
        {
            change(unit);
            return true;
        },
        turns,
        cancellation);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string runId, string from, string to, CancellationToken cancellation) where T : class =>
        await AskAsync(() => _runs.ListAsync<T>(runId, from, to, null, cancellation), cancellation).ConfigureAwait(false);

    private Task<T> AskAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => StorageErrors.GuardAsync(
        async () =>
        {
            await _tables.MakeAsync().WaitAsync(cancellation).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        },
        cancellation);

    private Task<bool> DoAsync(Func<Task> work, CancellationToken cancellation) => AskAsync(
        async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        },
        cancellation);
}
