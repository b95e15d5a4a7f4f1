using System.Text.Json;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Lists;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.AzureTables.RunStore;

/// <summary>
/// The run store on Azure Table storage. Every write is durable on return, inside activities too, and idempotent under its keys.
/// </summary>
internal sealed partial class TableRunStore : IRunStore
{
    private readonly Tables _tables;
    private readonly RunPartition _runs;
    private readonly SessionPartition _sessions;
    private readonly DefinitionRows _definitions;
    private readonly RunWriter _writer;
    private readonly RunLists _lists;
    private readonly RunLifetime _lifetime;
    private readonly RunMemory _memory;
    private readonly EventSignals _signals = new();
    private readonly WorkSignals _workSignals = new();
    private readonly WorkLists _works;
    private readonly OrphanRows _orphans;
    private readonly LiveTable _live;
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
        var index = new IndexTable(_tables.Index);
        _sessions = new SessionPartition(_tables.Sessions, large);
        _definitions = new DefinitionRows(_tables.Definitions, large);
        _memory = new RunMemory(options.Time);
        _writer = new RunWriter(_runs, index, _sessions, _signals, _workSignals, _memory, _feed);
        _lists = new RunLists(_runs, index, _sessions, new DeadlineLists(_runs, index, options.Time));
        _works = new WorkLists(_runs, index);
        _orphans = new OrphanRows(_tables.Definitions);
        _live = new LiveTable(_tables.Live);
        _lifetime = new RunLifetime(_runs, index, _sessions, _writer, _memory);
        Recent = new RecentRuns(this, _memory);
    }

    public IRecentRuns Recent { get; }

    public Task SaveDefinitionAsync(string hash, string json, CancellationToken cancellationToken = default) =>
        DoAsync(() => _definitions.SaveAsync(hash, json, cancellationToken), cancellationToken);

    public Task<RunRecord?> CreateRunAsync(RunRecord run, string? initialState, CancellationToken cancellationToken = default)
    {
        var state = initialState is null ? (JsonElement?)null : StoredJson.Parse(initialState);
        return AskAsync(() => _lifetime.CreateAsync(run, state, null, cancellationToken), cancellationToken);
    }

    public Task<RunRecord?> ForkAsync(RunRecord run, RunChange past, CancellationToken cancellationToken = default)
    {
        if (past.RunId != run.RunId)
            throw new ArgumentException($"The fork prefix belongs to run {past.RunId}, not to run {run.RunId}.", nameof(past));
        RunKeys.Check(past);
        past = DetachedJson.Of(past);
        return AskAsync(
            async () =>
            {
                // Another partition, so not one step with the creation: deleted in the moment between, the fork stays as one made
                // before.
                if (run.ForkOf is { } origin
                    && await _runs.FindHeadAsync(origin.RunId, cancellationToken).ConfigureAwait(false) is null
                    && await _runs.FindHeadAsync(run.RunId, cancellationToken).ConfigureAwait(false) is null)
                    throw new KeyNotFoundException($"There is no run {origin.RunId} to fork.");
                return await _lifetime.CreateAsync(run, null, past, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<bool> CommitAsync(RunChange change, CancellationToken cancellationToken = default)
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
                        && await FindMessageAsync(change.RunId, place.MemberRunId, place.Turn, 0, cancellationToken)
                            .ConfigureAwait(false) is not null)
                            return false;
                    if ((await _runs.FindHeadAsync(change.RunId, cancellationToken).ConfigureAwait(false))?.Head.Run is { } run
                        && !run.Status.IsFinal())
                        await _sessions.PatchAsync(run, change.StatePatch, change.ActiveAgent, cancellationToken)
                            .ConfigureAwait(false);
                }

                var turns = change.SessionTurns.Count > 0 || change.Run?.Status == RunStatus.Completed;
                return await _writer.ChangeAsync(change.RunId, unit => RunRules.Apply(unit, change), turns, cancellationToken)
                    .ConfigureAwait(false);
            },
            cancellationToken));
    }

    public Task<PauseResult> PauseAsync(
        string runId, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requirementIds.Count, nameof(requirementIds));
        RunKeys.Position(runId, memberRunId);
        return AskAsync(() => _writer.ChangeAsync(
            runId, unit => RunRules.Pause(unit, memberRunId, requirementIds, at), false, cancellationToken), cancellationToken);
    }

    public Task<DecideResult> DecideAsync(
        string runId, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancellationToken = default)
    {
        RunChangeCheck.Check(runId, decisions);
        var detached = decisions.Select(DetachedJson.Of).ToArray();
        return AskAsync(() => _writer.ChangeAsync(
            runId, unit => RunRules.Decide(unit, detached), false, cancellationToken), cancellationToken);
    }

    public Task<bool> TryClaimAsync(string runId, string key, CancellationToken cancellationToken = default) => AskAsync(
        async () =>
        {
            var claimed = await _runs.TryClaimAsync(runId, key, Guid.NewGuid().ToString("N"), cancellationToken)
                .ConfigureAwait(false);
            // The claim gave the run another version, and nothing tells whether nobody else did.
            if (claimed) _memory.Forget(runId);
            return claimed;
        },
        cancellationToken);

    public Task AppendAuditAsync(
        string runId, IReadOnlyList<AuditDraft> entries, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        foreach (var draft in entries) RunKeys.Local(runId, draft.RequirementId);
        // With keys of their own, so that a try whose answer was lost is not made twice.
        var drafts = entries.Select(draft => draft with
        {
            Key = draft.Key ?? Guid.NewGuid().ToString("N"),
            Data = DetachedJson.Of(draft.Data),
        }).ToArray();
        return DoAsync(() => ChangeAsync(runId, Append, false, cancellationToken), cancellationToken);

        void Append(RunUnit unit)
        {
            foreach (var draft in drafts)
            {
                if (!unit.Tell(at, draft))
                    throw new KeyNotFoundException($"There is no requirement {draft.RequirementId}.");
            }
        }
    }

    public Task<RunRecord?> RequestCancelAsync(
        string runId, string? reason, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ChangeRunAsync(
            runId,
            unit => RunRules.RequestCancel(unit, reason, at),
            cancellationToken);

    public Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        AskAsync(() => _lifetime.DeleteSessionAsync(sessionId, cancellationToken), cancellationToken);

    public Task<RunRecord?> RetryAsync(
        string runId, IReadOnlyList<string> again, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        foreach (var id in again) RunKeys.Position(runId, id);
        return ChangeRunAsync(runId, unit => RunRules.Retry(unit, again, at), cancellationToken);
    }

    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => DoAsync(
        async () =>
        {
            var mark = Guid.NewGuid().ToString("N");
            var row = new TableEntity("health", mark);
            await _tables.Definitions.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
            if (await _tables.Definitions.FindAsync(row.PartitionKey, row.RowKey, cancellationToken)
                .ConfigureAwait(false) is null)
                throw new StoreUnavailableException("What was just written is not there.");
            await _tables.Definitions.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All, cancellationToken)
                .ConfigureAwait(false);
        },
        cancellationToken);

    private Task<RunRecord?> ChangeRunAsync(string runId, Action<RunUnit> change, CancellationToken cancellationToken) =>
        AskAsync(
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
                        cancellationToken).ConfigureAwait(false);
                }
                catch (KeyNotFoundException)
                {
                    return (RunRecord?)null;
                }
            },
            cancellationToken);

    private Task<bool> ChangeAsync(string runId, Action<RunUnit> change, bool turns, CancellationToken cancellationToken) =>
        _writer.ChangeAsync(
            runId,
            unit =>
            {
                change(unit);
                return true;
            },
            turns,
            cancellationToken);

    private Task<T> AskAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => StorageErrors.GuardAsync(
        async () =>
        {
            await _tables.MakeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        },
        cancellationToken);

    private Task<bool> DoAsync(Func<Task> work, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
