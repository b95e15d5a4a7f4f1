using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>The run store of the embedded host: tables of its one SQLite file.</summary>
internal sealed partial class SqliteRunStore : IRunStore
{
    private readonly EmbeddedDatabase _database;
    private readonly EventSignals _signals;
    private readonly WorkSignals _works = new();
    private readonly ChangeWriter _changes;

    /// <param name="database">Where.</param>
    /// <param name="feed">Who is told of commits; null where nobody is.</param>
    public SqliteRunStore(EmbeddedDatabase database, IRunFeed? feed = null)
    {
        _database = database;
        _signals = new EventSignals(feed);
        _changes = new ChangeWriter(new EventLog(_signals, _works));
    }

    /// <summary>How many wait for events, for tests.</summary>
    public int Listeners => _signals.Listeners;

    public async Task SaveDefinitionAsync(string hash, string json, CancellationToken cancellationToken = default)
    {
        // Every start keeps every team: known ones must not cost a commit.
        if (_database.Read(sql => DefinitionTable.Find(sql, hash)) is null)
            await WriteAsync(session => DefinitionTable.Save(session, hash, json), cancellationToken).ConfigureAwait(false);
    }

    public Task<string?> FindDefinitionAsync(string hash, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => DefinitionTable.Find(sql, hash), cancellationToken);

    public Task<RunRecord?> CreateRunAsync(RunRecord run, string? initialState, CancellationToken cancellationToken = default)
    {
        var state = initialState is null ? null : StoredJson.Write(StoredJson.Read(initialState));
        run = run with { Metadata = DetachedJson.Of(run.Metadata) };
        return _database.WriteAsync(
            session =>
            {
                if (RunTable.Find(session, run.RunId) is { } existing) return existing;
                SessionTable.Admit(session, run);
                var number = RunTable.NextId(session);
                RunTable.Insert(session, number, SessionTable.AddRun(session, run, number, state), run);
                if (_signals.Feed.KeepsCursors) TraceTable.Begin(session, number, 0);
                return null;
            },
            cancellationToken);
    }

    public Task<RunRecord?> ForkAsync(RunRecord run, RunChange past, CancellationToken cancellationToken = default)
    {
        if (past.RunId != run.RunId)
            throw new ArgumentException($"The fork prefix belongs to run {past.RunId}, not to run {run.RunId}.", nameof(past));
        RunChanges.Check(past);
        past = DetachedJson.Of(past);
        run = run with { Metadata = DetachedJson.Of(run.Metadata) };
        return _database.WriteAsync(
            session =>
            {
                if (RunTable.Find(session, run.RunId) is { } existing) return existing;
                if (run.ForkOf is { } origin) RunRow.Get(session, origin.RunId);
                var number = RunTable.NextId(session);
                RunTable.Insert(session, number, SessionTable.AddRun(session, run, number, null), run);
                _changes.Apply(session, past);
                TraceTable.Begin(session, number, EventLog.Last(session, number));
                return null;
            },
            cancellationToken);
    }

    public Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => RunTable.Find(sql, runId), cancellationToken);

    public Task<StorePage<RunSummary>> ListRunSummariesAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => RunSummaries.List(sql, query), cancellationToken);

    public async Task<StorePage<RunRecord>> ListRunsAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        var page = await ListRunSummariesAsync(query, cancellationToken).ConfigureAwait(false);
        return new StorePage<RunRecord>([.. page.Items.Select(item => item.Run)], page.Cursor);
    }

    public Task<IReadOnlyList<MemberRunRecord>> ListMemberRunsAsync(
        string runId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<MemberRunRecord>>(
            sql => RunRow.Find(sql, runId) is { } run ? MemberRunTable.List(sql, run) : [], cancellationToken);

    public Task<RunStatus?> FindMemberRunStatusAsync(
        string runId, string memberRunId, CancellationToken cancellationToken = default) =>
        ReadAsync(
            sql => MemberRunIds.Find(runId, memberRunId) is { } agent && RunRow.Find(sql, runId) is { } run
                ? MemberRunTable.FindStatus(sql, run.Id, agent)
                : null,
            cancellationToken);

    public Task<IReadOnlyList<MessageRecord>> ListMessagesAsync(
        string runId, string memberRunId, CancellationToken cancellationToken = default) =>
            ReadAsync<IReadOnlyList<MessageRecord>>(
                sql => MemberRunIds.Find(runId, memberRunId) is { } agent && RunRow.Find(sql, runId) is { } run
                    ? MessageTable.List(sql, run, agent) : [],
                cancellationToken);

    public Task<long> MeasureConversationAsync(string runId, string memberRunId, CancellationToken cancellationToken = default) =>
        ReadAsync(
            sql => MemberRunIds.Find(runId, memberRunId) is { } agent && RunRow.Find(sql, runId) is { } run
                ? MessageTable.Measure(sql, run, agent)
                : 0L,
            cancellationToken);

    public Task<IReadOnlyList<MessageRecord>> ListRunMessagesAsync(string runId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<MessageRecord>>(
            sql => RunRow.Find(sql, runId) is { } run ? MessageTable.List(sql, run) : [], cancellationToken);

    public Task<MessageRecord?> FindMessageAsync(
        string runId, string memberRunId, int turn, int slot, CancellationToken cancellationToken = default) => ReadAsync(
            sql => MemberRunIds.Find(runId, memberRunId) is { } agent && RunRow.Find(sql, runId) is { } run
                ? MessageTable.Find(sql, run, agent, turn, slot) : null,
            cancellationToken);

    public Task<bool> CommitAsync(RunChange change, CancellationToken cancellationToken = default)
    {
        RunChanges.Check(change);
        change = DetachedJson.Of(change);
        if (WriteScope.Current is not { } scope)
            return _signals.Feed.WatchAsync(
                change, _database.WriteAsync(session => _changes.Apply(session, change), cancellationToken));
        // The answer is wanted before the change is written; what is recorded until then is met where it is.
        if (change.UnlessRecorded is { } turn
            && _database.Read(sql => RunRow.Find(sql, change.RunId) is { } run && MessageTable.IsRecorded(sql, run, turn)))
            return Task.FromResult(false);
        ScopedChange.Add(scope, _changes, change);
        return Task.FromResult(true);
    }

    public Task<PauseResult> PauseAsync(
        string runId, string memberRunId, IReadOnlyList<string> requirementIds, DateTimeOffset at,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requirementIds.Count, nameof(requirementIds));
        MemberRunIds.Position(runId, memberRunId);
        // The requirement it waits for may have been committed by this very activity, whose writes still travel.
        var earlier = ScopedChange.Earlier();
        return _database.WriteAsync(
            session =>
            {
                earlier(session);
                return RunRules.Pause(_changes.Rows(session, runId), memberRunId, requirementIds, at);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<RunEvent>> ListEventsAsync(
        string runId, long after, int limit, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<RunEvent>>(
            sql => RunRow.Find(sql, runId) is { } run ? EventLog.List(sql, run, after, Math.Max(limit, 1)) : [],
            cancellationToken);

    public async Task WaitForEventAsync(string runId, long after, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout != Timeout.InfiniteTimeSpan) ended.CancelAfter(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
        using var listener = _signals.Listen(runId, after);
        if (_database.Read(sql => RunRow.Find(sql, runId) is { } run ? EventLog.Last(sql, run.Id) : 0) > after) return;
        await listener.Noticed.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<RequirementRecord?> FindRequirementAsync(string requirementId, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => RequirementTable.Find(sql, requirementId), cancellationToken);

    public Task<StorePage<RequirementRecord>> ListRequirementsAsync(
        RequirementQuery query, CancellationToken cancellationToken = default) =>
        ReadAsync(
            sql =>
            {
                RunChangeCheck.Check(query);
                return RequirementTable.List(sql, query);
            },
            cancellationToken);

    public Task<DecideResult> DecideAsync(
        string runId, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancellationToken = default)
    {
        RunChangeCheck.Check(runId, decisions);
        var detached = decisions.Select(DetachedJson.Of).ToArray();
        return _database.WriteAsync(
            session => RunRules.Decide(_changes.Rows(session, runId), detached), cancellationToken);
    }

    public Task<DateTimeOffset?> FindOldestPendingAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(sql => RequirementTable.FindOldestPending(sql), cancellationToken);

    public Task<IReadOnlyList<RequirementRecord>> ListUndeliveredDecisionsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<RequirementRecord>>(sql => RequirementTable.ListUndelivered(sql), cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyDictionary<string, int>>(sql => RequirementTable.CountPending(sql), cancellationToken);

    public Task AppendAuditAsync(
        string runId, IReadOnlyList<AuditDraft> entries, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        foreach (var draft in entries) RequirementTable.Local(runId, draft.RequirementId);
        var detached = entries.Select(DetachedJson.Of).ToArray();
        return WriteAsync(
            session =>
            {
                foreach (var draft in detached)
                {
                    if (RunRow.Find(session, runId) is not { } run || !AuditLog.Append(session, run, draft, at))
                        throw new KeyNotFoundException($"There is no requirement {draft.RequirementId}.");
                }
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string requirementId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<AuditEntry>>(sql => AuditLog.List(sql, requirementId), cancellationToken);

    public async Task<(IReadOnlyList<AuditEntry> Entries, long Position)> ListAllAuditAsync(
        long after, int limit, CancellationToken cancellationToken = default)
    {
        var page = await ReadAsync(sql => AuditLog.ListAll(sql, after, limit), cancellationToken).ConfigureAwait(false);
        return ([.. page.Select(item => item.Entry)], page.Count == 0 ? after : page[^1].Position);
    }

    public Task<bool> TryClaimAsync(string runId, string key, CancellationToken cancellationToken = default) =>
        _database.WriteAsync(session => ClaimTable.TryClaim(session, RunRow.Get(session, runId), key), cancellationToken);

    public Task<RunRecord?> RequestCancelAsync(
        string runId, string? reason, DateTimeOffset at, CancellationToken cancellationToken = default) => _database.WriteAsync(
            session =>
            {
                if (_changes.FindRows(session, runId) is not { } rows) return null;
                RunRules.RequestCancel(rows, reason, at);
                return RunTable.Find(session, runId);
            },
            cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ListUndeliveredRunsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<RunRecord>>(sql => RunTable.ListUndelivered(sql), cancellationToken);

    public Task<SessionRecord?> FindSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => SessionTable.Find(sql, sessionId), cancellationToken);

    public Task<SessionState?> FindSessionStateAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => SessionStates.Find(sql, sessionId), cancellationToken);

    public Task<SessionDeletion?> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) =>
        _database.WriteAsync(session => RunRemoval.RemoveSession(session, sessionId), cancellationToken);

    public Task<RunRecord?> RetryAsync(
        string runId, IReadOnlyList<string> again, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        foreach (var id in again) MemberRunIds.Position(runId, id);
        return _database.WriteAsync(
            session =>
            {
                if (_changes.FindRows(session, runId) is { } rows) RunRules.Retry(rows, again, at);
                return RunTable.Find(session, runId);
            },
            cancellationToken);
    }

    public Task<StorePage<SessionRecord>> ListSessionsAsync(
        int limit, string? cursor, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => SessionTable.List(sql, limit, cursor), cancellationToken);

    public Task<IReadOnlyList<SessionTurn>> ListSessionTurnsAsync(
        string sessionId, IReadOnlyList<string>? agentIds, int turns, CancellationToken cancellationToken = default) =>
        ReadAsync(sql => SessionTurnTable.List(sql, sessionId, agentIds, turns), cancellationToken);

    public async Task CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        var mark = DateTimeOffset.UtcNow.Ticks;
        await WriteAsync(
            session => session.Statement(
                "INSERT INTO health (id, checked) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET checked = excluded.checked")
                    .Execute(mark),
            cancellationToken).ConfigureAwait(false);
        if (_database.Read(sql => sql.Statement("SELECT checked FROM health WHERE id = 1").QueryInt64()) is null)
            throw new StoreUnavailableException("What was just written is not there.");
    }

    private Task<bool> WriteAsync(Action<WriteSession> work, CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            work(session);
            return true;
        },
        cancellationToken);

    // SQLite reads are short and local: done on the caller's thread, reported through the task all the same.
    private Task<T> ReadAsync<T>(Func<ReadSession, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return Task.FromResult(_database.Read(work));
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidCursorException or ArgumentException)
        {
            return Task.FromException<T>(e);
        }
    }
}
