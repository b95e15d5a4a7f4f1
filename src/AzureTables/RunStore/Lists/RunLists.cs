using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>Reads lists over runs. A list only points to runs; the runs themselves are right.</summary>
internal sealed class RunLists(
    RunPartition runs, IndexTable index, SessionPartition sessions, DeadlineLists deadlines)
{
    private const int AtOnce = 16;

    /// <summary>A page of runs, newest first.</summary>
    public async Task<StorePage<RunSummary>> RunsAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var after = Cursor.Read(Cursor.Runs, query.Cursor);
        if (query.SessionId is { } session)
            return await RunsOfSessionAsync(session, query, after, cancellationToken).ConfigureAwait(false);
        if (query.CreatedBefore is { } before && IndexKeys.FromBefore(before) is var start
            && (after is null || string.CompareOrdinal(start, after) > 0))
            after = start;
        var search = RunSearch.Is(query);
        var end = query.CreatedAfter is { } earliest ? IndexKeys.FromBefore(earliest) : null;
        var rows = index.ReadAsync(
            IndexKeys.OfRuns(query.Status, query.TeamId), after, search ? RunQuery.MaxLooked : Cursor.Limit(query.Limit) + 1,
            cancellationToken);
        if (end is not null) rows = rows.TakeWhile(row => string.CompareOrdinal(row.Place, end) < 0);
        return await PageAsync(
            Cursor.Runs, query.Limit, rows, row => FindSummaryAsync(row, cancellationToken),
            found => Matches(found.Run, query),
            (row, found) => found is null || !Belongs(query.Status, found.Run)
                ? RemoveAsync(row, found?.Run, cancellationToken)
                : Task.CompletedTask,
            cancellationToken, search ? RunQuery.MaxLooked : int.MaxValue).ConfigureAwait(false);
    }

    /// <summary>A page of requirements, newest first, or by deadline.</summary>
    public async Task<StorePage<RequirementRecord>> RequirementsAsync(RequirementQuery query, CancellationToken cancellationToken)
    {
        RunChangeCheck.Check(query);
        if (query.Order == RequirementOrder.Deadline)
            return await ByDeadlineAsync(query, cancellationToken).ConfigureAwait(false);
        var after = Cursor.Read(Cursor.Requirements, query.Cursor);
        if (query.RunId is { } runId)
            return await RequirementsOfRunAsync(runId, query, after, cancellationToken).ConfigureAwait(false);
        var rows = index.ReadAsync(
            IndexKeys.OfRequirements(query.Status, query.TeamId, query.MemberId), after, Cursor.Limit(query.Limit) + 1,
            cancellationToken);
        return await PageAsync(
            Cursor.Requirements, query.Limit, rows, row => FindRequirementAsync(row, cancellationToken),
            asked => Matches(asked, query),
            (row, asked) => asked is null || (query.Status is { } status && asked.Status != status)
                ? index.RepairAsync(row, cancellationToken)
                : Task.CompletedTask,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<StorePage<RequirementRecord>> ByDeadlineAsync(RequirementQuery query, CancellationToken cancellationToken)
    {
        query = query with { Status = RequirementStatus.Pending };
        var after = Cursor.Read(Cursor.Deadlines, query.Cursor);
        if (query.RunId is { } runId)
            return await RequirementsOfRunAsync(runId, query, after, cancellationToken).ConfigureAwait(false);
        var rows = await deadlines.ReadAsync(query, after, Cursor.Limit(query.Limit) + 1, cancellationToken)
            .ConfigureAwait(false);
        return await PageAsync(
            Cursor.Deadlines, query.Limit, rows, row => deadlines.FindAsync(row, cancellationToken),
            asked => Matches(asked, query),
            (row, asked) => asked is null ? index.RepairAsync(row, cancellationToken) : Task.CompletedTask,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A page of sessions, most recently used first.</summary>
    public async Task<StorePage<SessionRecord>> SessionsAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = Cursor.Read(Cursor.Sessions, cursor);
        var rows = index.ReadAsync(IndexKeys.Sessions, after, Cursor.Limit(limit) + 1, cancellationToken);
        return await PageAsync(
            Cursor.Sessions, limit, rows,
            async row => await sessions.FindSummaryAsync(row.GetString("Session"), cancellationToken)
                .ConfigureAwait(false) is { } head && IndexKeys.IsPlace(row, head)
                ? Newest(await WithRunsAsync(head, cancellationToken).ConfigureAwait(false)) : null,
            _ => true, (row, _) => index.RepairAsync(row, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static SessionRecord Newest(SessionRecord session) =>
        session with { RunIds = [.. session.RunIds.TakeLast(SessionRecord.MaxListedRuns)], RunCount = session.RunIds.Count };

    /// <summary>A session with its runs.</summary>
    public async Task<SessionRecord> WithRunsAsync(SessionHead head, CancellationToken cancellationToken) => new()
    {
        SessionId = head.SessionId,
        TeamId = head.TeamId,
        UserId = head.UserId,
        State = head.State,
        ActiveAgent = head.ActiveAgent,
        RunIds = await sessions.ListRunsAsync(KeyText.Of(head.SessionId), cancellationToken).ConfigureAwait(false),
        CreatedAt = head.CreatedAt,
        UpdatedAt = head.UpdatedAt,
    };

    /// <summary>Runs to give to the engine again, oldest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> UndeliveredRunsAsync(CancellationToken cancellationToken)
    {
        await index.RemoveLeftAsync(cancellationToken).ConfigureAwait(false);
        var found = await AllAsync(
            IndexKeys.Redeliver, row => FindRunAsync(row, cancellationToken),
            head => !head.Run.Status.IsFinal()
                && (head.Run.Status == RunStatus.Pending || head.Run.CancelRequestedAt is not null),
            (row, head) => RemoveAsync(row, head?.Run, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var head in found) await sessions.JoinAsync(head, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(head => head.Run).Reverse()];
    }

    /// <summary>Decisions that nobody acted on, oldest first.</summary>
    public async Task<IReadOnlyList<RequirementRecord>> UndeliveredDecisionsAsync(CancellationToken cancellationToken)
    {
        var found = await AllAsync(
            IndexKeys.Undelivered,
            async row => await runs.LoadAsync(row.GetString("Run"), cancellationToken).ConfigureAwait(false) is { } state
                && state.Asked.GetValueOrDefault(RunKeys.Requirement(
                    state.Head.Run.RunId, row.GetString("Requirement")))?.Record is { } asked
                && state.Agents.GetValueOrDefault(RunKeys.Agent(asked.RunId, asked.MemberRunId))?.Status.IsFinal() != true
                    ? asked
                    : null,
            RunRules.IsUndelivered, (row, _) => index.RepairAsync(row, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        return [.. found.AsEnumerable().Reverse()];
    }

    /// <summary>How many requirements are pending, by team, by the rows of the list.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountPendingAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var (_, row) in index.ReadAsync(IndexKeys.OfRequirements(
            RequirementStatus.Pending, null, null), null, 1_000, cancellationToken).ConfigureAwait(false))
            counts[row.GetString("Team")] = counts.GetValueOrDefault(row.GetString("Team")) + 1;
        return counts;
    }

    /// <summary>
    /// When the oldest pending requirement was created. The list begins with the newest, so all its rows are read, and checked
    /// from the end.
    /// </summary>
    public async Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var (_, row) in index.ReadAsync(IndexKeys.OfRequirements(
            RequirementStatus.Pending, null, null), null, 1_000, cancellationToken).ConfigureAwait(false))
            rows.Add(row);
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (await FindRequirementAsync(rows[i], cancellationToken)
                .ConfigureAwait(false) is { Status: RequirementStatus.Pending } asked)
                return asked.CreatedAt;
        }

        return null;
    }

    /// <summary>Audit entries after a position, in order.</summary>
    public async Task<(IReadOnlyList<AuditEntry> Entries, long Position)> AuditAsync(
        long after, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        var position = after;
        limit = Math.Max(limit, 1);
        var rows = index.ReadAsync(IndexKeys.Audit, KeyText.Of(after) + "`", limit, cancellationToken);
        await foreach (var (_, row) in rows.ConfigureAwait(false))
        {
            if (entries.Count == limit) break;
            var (run, id, sequence) = (row.GetString("Run"), row.GetString("Requirement"), row.GetInt64("Sequence") ?? 0);
            // An entry that was announced but not written, or written at another try, is not at this position.
            if (await runs.FindAsync<AuditRow>(run, RunKeys.Audit(run, id, sequence), cancellationToken)
                .ConfigureAwait(false) is { } entry
                && entry.Position == row.GetInt64("Position"))
            {
                entries.Add(entry.Entry);
                position = entry.Position;
            }
            else
            {
                await index.RepairAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }

        return (entries, position);
    }

    /// <summary>
    /// The run that a row of a list is of; a row at another place is what a creation wrote of a run that was there.
    /// </summary>
    private async Task<RunHead?> FindRunAsync(TableEntity row, CancellationToken cancellationToken) =>
        await runs.FindHeadAsync(row.GetString("Run"), cancellationToken).ConfigureAwait(false) is { } found
            && IndexKeys.IsPlace(row, found.Head.Run) ? found.Head : null;

    /// <summary>
    /// Whether a run is, or may yet be, on the list of a status. Runs that have not ended share one list, and are on the list
    /// of completed runs until they pause.
    /// </summary>
    private static bool Belongs(RunStatus? list, RunRecord run) =>
        list is not { } status || (run.Status.IsFinal()
            ? run.Status == status
            : !status.IsFinal() || (status == RunStatus.Completed && run.Pauses == 0));

    /// <summary>Removes the row of a run that does not belong on its list: at once where it never will.</summary>
    private Task RemoveAsync(TableEntity row, RunRecord? run, CancellationToken cancellationToken) =>
        run?.Status is RunStatus.Completed or RunStatus.Cancelled && IndexKeys.OpenOf(run).Contains(row.RowKey)
            ? index.RemoveEndedAsync(run, cancellationToken) : index.RepairAsync(row, cancellationToken);

    private async Task<RunSummary?> FindSummaryAsync(TableEntity row, CancellationToken cancellationToken) =>
        await runs.FindSummaryAsync(row.GetString("Run"), cancellationToken).ConfigureAwait(false) is { } found
            && IndexKeys.IsPlace(row, found.Run) ? found : null;

    private static bool Matches(RunRecord run, RunQuery query) =>
        RunSearch.Fits(query, run.Status, run.TeamId, run.UserId, run.Input, run.Error, run.CreatedAt);

    private async Task<RequirementRecord?> FindRequirementAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var (run, id) = (row.GetString("Run"), row.GetString("Requirement"));
        return (await runs.FindAsync<AskedRow>(run, RunKeys.Requirement(run, id), cancellationToken)
            .ConfigureAwait(false))?.Record;
    }

    private async Task<StorePage<RunSummary>> RunsOfSessionAsync(
        string session, RunQuery query, string? after, CancellationToken cancellationToken)
    {
        var found = new List<(string Place, RunSummary Run)>();
        var (search, looked, last) = (RunSearch.Is(query), 0, "");
        var ids = await sessions.ListRunsAsync(KeyText.Of(session), cancellationToken).ConfigureAwait(false);
        foreach (var some in ids.AsEnumerable().Reverse().Chunk(AtOnce))
        {
            foreach (var run in await Task.WhenAll(some.Select(id => runs.FindSummaryAsync(id, cancellationToken)))
                .ConfigureAwait(false))
            {
                if (run is null || IndexKeys.PlaceOf(run.Run) is var place && string.CompareOrdinal(place, after) <= 0) continue;
                looked++;
                if (string.CompareOrdinal(place, last) > 0) last = place;
                if (Matches(run.Run, query)) found.Add((place, run));
            }

            if (found.Count > Cursor.Limit(query.Limit)) break;
            if (search && looked >= RunQuery.MaxLooked)
                return new StorePage<RunSummary>([.. found.Select(row => row.Run)], Cursor.Write(Cursor.Runs, last));
        }

        return Cursor.Page(Cursor.Runs, [.. found.OrderBy(row => row.Place, StringComparer.Ordinal)], Cursor.Limit(query.Limit));
    }

    private async Task<StorePage<RequirementRecord>> RequirementsOfRunAsync(
        string runId, RequirementQuery query, string? after, CancellationToken cancellationToken)
    {
        // A run has few: they are read together and sorted.
        var all = await runs.ListAsync<AskedRow>(runId, "c", "d", null, cancellationToken).ConfigureAwait(false);
        var (list, placeOf) = query.Order == RequirementOrder.Deadline
            ? (Cursor.Deadlines, (Func<AskedRow, string>)IndexKeys.DeadlineOf)
            : (Cursor.Requirements, IndexKeys.PlaceOf);
        var found = all.Where(row => Matches(row.Record, query)).Select(row => (Place: placeOf(row), row.Record))
            .Where(row => after is null || string.CompareOrdinal(row.Place, after) > 0)
            .OrderBy(row => row.Place, StringComparer.Ordinal).ToList();
        return Cursor.Page(list, found, Cursor.Limit(query.Limit));
    }

    private static bool Matches(RequirementRecord asked, RequirementQuery query) =>
        (query.Status is null || asked.Status == query.Status)
        && (query.TeamId is null || asked.TeamId == query.TeamId)
        && (query.MemberId is null || asked.MemberId == query.MemberId);

    private static async Task<StorePage<T>> PageAsync<T>(
        char list, int limit, IAsyncEnumerable<(string Place, TableEntity Row)> rows, Func<TableEntity, Task<T?>> find,
        Func<T, bool> matches,
        Func<TableEntity, T?, Task> left, CancellationToken cancellationToken, int most = int.MaxValue) where T : class
    {
        limit = Cursor.Limit(limit);
        var (found, looked) = (new List<(string Place, T Item)>(), 0);
        await foreach (var some in rows.Chunk(Math.Min(limit + 1, AtOnce)).WithCancellation(cancellationToken)
            .ConfigureAwait(false))
        {
            var items = await Task.WhenAll(some.Select(row => find(row.Row))).ConfigureAwait(false);
            foreach (var ((place, row), item) in some.Zip(items))
            {
                if (item is not null && matches(item)) found.Add((place, item));
                else await left(row, item).ConfigureAwait(false);
            }

            if (found.Count > limit) break;
            if ((looked += some.Length) >= most)
                return new StorePage<T>([.. found.Select(row => row.Item)], Cursor.Write(list, some[^1].Place));
        }

        return Cursor.Page(list, found, limit);
    }

    private async Task<List<T>> AllAsync<T>(
        string list,
        Func<TableEntity, Task<T?>> find,
        Func<T, bool> matches,
        Func<TableEntity, T?, Task> left,
        CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        await foreach (var some in index.ReadAsync(list, null, 1_000, cancellationToken).Chunk(AtOnce)
            .WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var items = await Task.WhenAll(some.Select(row => find(row.Row))).ConfigureAwait(false);
            foreach (var ((_, row), item) in some.Zip(items))
            {
                if (item is not null && matches(item)) found.Add(item);
                else await left(row, item).ConfigureAwait(false);
            }
        }

        return found;
    }
}
