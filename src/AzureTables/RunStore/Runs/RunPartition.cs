using Azure;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// Reads and writes the partitions of runs. Every change of a run writes the run's row too, under the version that was read. So
/// the changes of one run come one after the other, whichever process makes them.
/// </summary>
internal sealed class RunPartition(TableClient runs, LargeValues large)
{
    private const string Mark = "S", RedoMark = "R", Size = "N";

    private static readonly string[] Sizes = ["PartitionKey", "RowKey", Size];
    private static readonly string[] Summary = ["PartitionKey", "RowKey", Payload.Summary];

    private const int MaxAttempts = 20;

    /// <summary>The run's row and its version, or null.</summary>
    public async Task<(RunHead Head, ETag Version)?> FindHeadAsync(string runId, CancellationToken cancellationToken)
    {
        var row = await runs.FindAsync(KeyText.Of(runId), RunKeys.Run, cancellationToken).ConfigureAwait(false);
        return row is null ? null : ((await ReadAsync<RunHead>(row, cancellationToken).ConfigureAwait(false))!, row.ETag);
    }

    /// <summary>The run as lists show it, or null. A run that an older version wrote last is read whole.</summary>
    public async Task<RunSummary?> FindSummaryAsync(string runId, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(KeyText.Of(runId), RunKeys.Run, cancellationToken, Summary).ConfigureAwait(false) is not { } row)
            return null;
        return Payload.GetSummary<RunSummary>(row)
            ?? (await LoadAsync(runId, cancellationToken).ConfigureAwait(false) is { } state ? SummaryOf(state) : null);
    }

    private static RunSummary SummaryOf(RunState state) => RunSummary.Of(
        state.Head.Run, state.Agents.Values,
        [.. state.Asked.Values.OrderBy(asked => asked.Number).Select(asked => asked.Record)]);

    /// <summary>The run's row, with what lists show of it beside it.</summary>
    private async Task<TableEntity> WriteHeadAsync(string partition, RunState state, CancellationToken cancellationToken)
    {
        var row = await WriteAsync(partition, RunKeys.Run, state.Head, cancellationToken).ConfigureAwait(false);
        Payload.PutSummary(row, SummaryOf(state));
        return row;
    }

    /// <summary>The rows that changes read, or null where there is no such run.</summary>
    public async Task<RunState?> LoadAsync(string runId, CancellationToken cancellationToken)
    {
        var marked = new List<TableEntity>();
        RunState? state = null;
        await foreach (var row in runs.Between(KeyText.Of(runId), RunKeys.Run, RunKeys.ControlEnd, cancellationToken)
            .ConfigureAwait(false))
        {
            if (row.RowKey == RunKeys.Run)
            {
                var head = await ReadAsync<RunHead>(row, cancellationToken).ConfigureAwait(false);
                state = RunState.New(null!, string.Empty) with { Head = head!, Version = row.ETag };
                continue;
            }

            // A deletion or fork that broke off left rows without their run.
            if (state is null) return null;
            if (!state.Head.Shows(row.GetString(Mark))) continue;
            switch (row.RowKey[0])
            {
                case 'b':
                    state.Agents[row.RowKey] = (await ReadAsync<MemberRunRecord>(row, cancellationToken)
                        .ConfigureAwait(false))!; break;
                case 'c':
                    state.Asked[row.RowKey] = (await ReadAsync<AskedRow>(row, cancellationToken).ConfigureAwait(false))!; break;
                case 'd' when row.RowKey.StartsWith(RunKeys.Works, StringComparison.Ordinal):
                    state.Work[row.RowKey] = (await ReadAsync<WorkRecord>(row, cancellationToken).ConfigureAwait(false))!; break;
                default:
                    state.Turns[row.RowKey] = (await ReadAsync<TurnRow>(row, cancellationToken).ConfigureAwait(false))!; break;
            }
        }

        if (state?.Head.Redo is { } redo)
            (await FindRedoAsync(runId, redo, cancellationToken).ConfigureAwait(false)).ApplyTo(state);
        return state;
    }

    /// <summary>As <see cref="LoadAsync"/>, with all rows in their places.</summary>
    public async Task<RunState?> LoadToChangeAsync(string runId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var state = await LoadAsync(runId, cancellationToken).ConfigureAwait(false);
            if (state?.Head.Redo is null) return state;
            try
            {
                return await FinishAsync(state, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412 && attempt < MaxAttempts)
            {
                // Another process does it.
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The keys of the rows that are there and count; those that do not count and are in the way are removed.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(RunHead head, RunUnit unit, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(head.Run.RunId);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var left = new List<string>();
        await foreach (var row in runs.Between(partition, RunKeys.Run, "x", cancellationToken, select: TableReading.Keys)
            .ConfigureAwait(false))
        {
            if (head.Shows(row.GetString(Mark))) known.Add(row.RowKey);
            else if (unit.Added.ContainsKey(row.RowKey) || unit.Changed.ContainsKey(row.RowKey)) left.Add(row.RowKey);
        }

        await runs.WriteAsync(partition, [], left, cancellationToken).ConfigureAwait(false);
        return known;
    }

    /// <summary>Rows from one key on to another, as records.</summary>
    public async Task<List<T>> ListAsync<T>(string runId, string from, string to, int? limit, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await TryListAsync<T>(runId, from, to, limit, attempt == MaxAttempts, cancellationToken)
                .ConfigureAwait(false) is { } list)
                return list;
        }
    }

    private async Task<List<T>?> TryListAsync<T>(
        string runId, string from, string to, int? limit, bool last, CancellationToken cancellationToken)
        where T : class
    {
        var list = new List<T>();
        RunHead? head = null;
        SetAsideRows? redo = null;
        await foreach (var row in runs.Between(KeyText.Of(runId), from, to, cancellationToken, limit is { } n
            ? Math.Min(n, 1_000)
            : null).ConfigureAwait(false))
        {
            if (row.GetString(Mark) is { } mark)
            {
                head ??= (await FindHeadAsync(runId, cancellationToken).ConfigureAwait(false))?.Head;
                if (head?.Shows(mark) != true) continue;
            }

            if (row.GetString(RedoMark) is { } changing)
            {
                head ??= (await FindHeadAsync(runId, cancellationToken).ConfigureAwait(false))?.Head;
                if (head?.Redo is { } place && place.Mark == changing)
                {
                    redo ??= await FindRedoAsync(runId, place, cancellationToken).ConfigureAwait(false);
                    list.Add((T)redo.Find(row.RowKey)!);
                    if (list.Count == limit) break;
                    continue;
                }

                // Written to its place since it was read: those beside it may be too, or not.
                if (head?.Shows(changing) == true && !last) return null;
            }

            if (await ReadAsync<T>(row, cancellationToken).ConfigureAwait(false) is { } record) list.Add(record);
            if (list.Count == limit) break;
        }

        return list;
    }

    /// <summary>The size of the messages from one key on to another, as their rows tell it.</summary>
    public async Task<long> MeasureAsync(string runId, string from, string to, CancellationToken cancellationToken)
    {
        var size = 0L;
        await foreach (var row in runs.Between(KeyText.Of(runId), from, to, cancellationToken, select: Sizes)
            .ConfigureAwait(false))
            size += row.GetInt64(Size) ?? 0;
        return size;
    }

    /// <summary>One row, or null.</summary>
    public async Task<T?> FindAsync<T>(string runId, string key, CancellationToken cancellationToken) where T : class
    {
        if (await runs.FindAsync(KeyText.Of(runId), key, cancellationToken).ConfigureAwait(false) is not { } row) return null;
        // Rarely: what is to be known of such a row is known of a list of it.
        if (row.GetString(Mark) is not null || row.GetString(RedoMark) is not null)
            return (await ListAsync<T>(runId, key, key + "!", null, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        return await ReadAsync<T>(row, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a change; returns the run's state under its new version. Throws as the tables do where somebody was faster (412,
    /// 409).
    /// </summary>
    public async Task<RunState> WriteAsync(RunUnit unit, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(unit.Run.RunId);
        var added = new List<TableEntity>();
        var changed = new List<TableEntity>();
        foreach (var (key, value) in unit.Added)
            added.Add(await WriteAsync(partition, key, value, cancellationToken).ConfigureAwait(false));
        foreach (var (key, value) in unit.Changed)
            changed.Add(await WriteAsync(partition, key, value, cancellationToken).ConfigureAwait(false));

        var head = unit.Head;
        if (!TableBatches.Fits([.. added, .. changed], 1))
        {
            // Rows that do not count until the run's row says so: all of it is there at once, or nothing.
            var mark = Guid.NewGuid().ToString("N");
            head = head with { Staged = [.. head.Staged ?? [], mark] };
            var known = unit.Before.Agents.Keys.Concat(unit.Before.Asked.Keys).Concat(unit.Before.Turns.Keys)
                .Concat(unit.Before.Work.Keys)
                .ToHashSet(StringComparer.Ordinal);
            var staged = added.Concat(changed.Where(row => !known.Contains(row.RowKey))).ToArray();
            foreach (var row in staged) row[Mark] = mark;
            foreach (var batch in TableBatches.Of(
                staged.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))))
                await runs.SubmitTransactionAsync(batch, cancellationToken).ConfigureAwait(false);

            added = [];
            changed = [.. changed.Where(row => known.Contains(row.RowKey))];
            if (!TableBatches.Fits(changed, 1))
                return await WriteInPartsAsync(unit, head, mark, changed, cancellationToken).ConfigureAwait(false);
        }

        var first = await WriteHeadAsync(partition, unit.After with { Head = head }, cancellationToken).ConfigureAwait(false);
        var all = new List<TableTransactionAction>
        {
            unit.Before.Version is { } version
                ? new(TableTransactionActionType.UpdateReplace, first, version) : new(TableTransactionActionType.Add, first),
        };
        all.AddRange(added.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        all.AddRange(changed.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)));
        var answers = await runs.SubmitTransactionAsync(all, cancellationToken).ConfigureAwait(false);
        return unit.After with { Head = head, Version = answers.Value[0].Headers.ETag };
    }

    /// <summary>
    /// Writes a change of more rows than one transaction holds: apart first, then the run's row, with which all of it counts,
    /// then to their places.
    /// </summary>
    private async Task<RunState> WriteInPartsAsync(
        RunUnit unit, RunHead head, string mark, List<TableEntity> changed, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(unit.Run.RunId);
        var keys = changed.Select(row => row.RowKey).ToHashSet(StringComparer.Ordinal);
        var redo = StoredJson.Write(SetAsideRows.Of(unit.Changed.Where(row => keys.Contains(row.Key))));
        await large.SaveAsync(partition, redo, cancellationToken).ConfigureAwait(false);
        var marks = keys.Select(key => new TableTransactionAction(
            TableTransactionActionType.UpdateMerge, new TableEntity(partition, key) { [RedoMark] = mark }, ETag.All));
        foreach (var batch in TableBatches.Of(marks))
            await runs.SubmitTransactionAsync(batch, cancellationToken).ConfigureAwait(false);

        head = head with { Redo = new RedoPlace(mark, KeyText.Hash(redo)) };
        var first = await WriteHeadAsync(partition, unit.After with { Head = head }, cancellationToken).ConfigureAwait(false);
        var answers = await runs.SubmitTransactionAsync(
            [new TableTransactionAction(TableTransactionActionType.UpdateReplace, first, unit.Before.Version!.Value)],
            cancellationToken).ConfigureAwait(false);
        var state = unit.After with { Head = head, Version = answers.Value[0].Headers.ETag };
        try
        {
            return await FinishAsync(state, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // It counts already; somebody else writes it to its places.
            return state with { Version = null };
        }
    }

    /// <summary>Writes rows to their places, each part only where nobody else changed the run.</summary>
    private async Task<RunState> FinishAsync(RunState state, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(state.Head.Run.RunId);
        var redo = await FindRedoAsync(state.Head.Run.RunId, state.Head.Redo!, cancellationToken).ConfigureAwait(false);
        var rows = new List<TableTransactionAction>();
        foreach (var (key, value) in redo.Rows())
            rows.Add(new(TableTransactionActionType.UpsertReplace, await WriteAsync(partition, key, value, cancellationToken)
                .ConfigureAwait(false)));

        var (head, version) = (state.Head with { Redo = null }, state.Version!.Value);
        var batches = TableBatches.Of(rows, beside: 1).ToList();
        foreach (var batch in batches)
        {
            var first = batch == batches[^1]
                ? new TableTransactionAction(
                    TableTransactionActionType.UpdateReplace,
                    await WriteHeadAsync(partition, state with { Head = head }, cancellationToken).ConfigureAwait(false), version)
                : new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge, new TableEntity(partition, RunKeys.Run), version);
            var answers = await runs.SubmitTransactionAsync([first, .. batch], cancellationToken).ConfigureAwait(false);
            version = answers.Value[0].Headers.ETag!.Value;
        }

        return state with { Head = head, Version = version };
    }

    private async Task<SetAsideRows> FindRedoAsync(string runId, RedoPlace place, CancellationToken cancellationToken) =>
        StoredJson.Read<SetAsideRows>(
            await large.FindAsync(KeyText.Of(runId), place.Hash, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Claims a key of a run that is there; false if it is claimed.</summary>
    public async Task<bool> TryClaimAsync(string runId, string key, string token, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(runId);
        var row = new TableEntity(partition, RunKeys.Claim(key)) { ["Token"] = token };
        // The run's row is touched for being there, and so that nobody deletes it without seeing the claim.
        var run = new TableEntity(partition, RunKeys.Run);
        try
        {
            await runs.SubmitTransactionAsync(
                [new TableTransactionAction(TableTransactionActionType.UpdateMerge, run, ETag.All), new TableTransactionAction(
                    TableTransactionActionType.Add, row)],
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new KeyNotFoundException($"There is no run {runId}.", e);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await runs.FindAsync(partition, row.RowKey, cancellationToken)
                .ConfigureAwait(false))?.GetString("Token") == token;
        }
    }

    /// <summary>Removes a run, its own row last.</summary>
    public async Task RemoveAsync(string runId, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(runId);
        while (await runs.ClearAsync(partition, key => key != RunKeys.Run, cancellationToken).ConfigureAwait(false)) { }
        await large.ClearAsync(partition, cancellationToken).ConfigureAwait(false);
        await runs.DeleteEntityAsync(partition, RunKeys.Run, ETag.All, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TableEntity> WriteAsync(string partition, string key, object? value, CancellationToken cancellationToken)
    {
        var row = new TableEntity(partition, key);
        if (value is MessageRecord message) row[Size] = MessageSize.Of(message);
        if (value is not null && Payload.Put(row, StoredJson.Write(value)) is { } apart)
            await large.SaveAsync(partition, apart, cancellationToken).ConfigureAwait(false);
        return row;
    }

    private Task<T?> ReadAsync<T>(TableEntity row, CancellationToken cancellationToken) where T : class =>
        Payload.GetAsync<T>(row, hash => large.FindAsync(row.PartitionKey, hash, cancellationToken));
}
