using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>A session's own row; its run is its newest.</summary>
internal sealed record SessionHead(
    string SessionId, string TeamId, string? UserId, JsonElement? State, ActiveAgent? ActiveAgent, string RunId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>
    /// The first user whom a run of the session named. Sessions of earlier versions have none, and belong to the user of their
    /// newest run.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>The user of the session, or the one it would get with this run; null as long as no run names a user.</summary>
    public string? OwnerWith(RunRecord run) => Owner ?? UserId ?? run.UserId;
}

/// <summary>
/// Reads and writes the partitions of sessions: the session (a), its runs, oldest first (r), and what agents said in its
/// completed runs, newest first, of all (t) and by agent (u).
/// </summary>
internal sealed class SessionPartition(TableClient sessions, LargeValues large)
{
    private const string Session = "a", Runs = "r", Turns = "t", TurnsByAgent = "u";
    private const int MaxAttempts = 100;

    private static readonly string[] Summary = ["PartitionKey", "RowKey", Payload.Summary];

    private readonly KeyedLock _stripes = new();

    /// <summary>The session, or null.</summary>
    public async Task<SessionHead?> FindAsync(string partition, CancellationToken cancellationToken) =>
        await sessions.FindAsync(partition, Session, cancellationToken).ConfigureAwait(false) is { } row
            ? await ReadAsync<SessionHead>(row, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>The session without its state, or null. Of one that an older version wrote last all is read.</summary>
    public async Task<SessionHead?> FindSummaryAsync(string partition, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(partition, Session, cancellationToken, Summary).ConfigureAwait(false) is not { } row)
            return null;
        return Payload.GetSummary<SessionHead>(row)
            ?? (await FindAsync(partition, cancellationToken).ConfigureAwait(false) is { } head
                ? head with { State = null }
                : null);
    }

    /// <summary>The ids of its runs, oldest first.</summary>
    public async Task<List<string>> ListRunsAsync(string partition, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var row in sessions.Between(partition, Runs, KeyText.After(Runs), cancellationToken).ConfigureAwait(false))
            ids.Add(row.GetString("Run"));
        return ids;
    }

    /// <summary>Whether a run may be in its session: a user whom the run names must be the session's user.</summary>
    public async Task<bool> AdmitsAsync(RunRecord run, CancellationToken cancellationToken) => run.UserId is null
        || await FindAsync(KeyText.Of(run.SessionId), cancellationToken).ConfigureAwait(false) is not { } head
        || head.OwnerWith(run) == run.UserId;

    /// <summary>Makes this run the session's newest, and the session with its state if it is new.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">The state of a new session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="claims">Whether a session of another user refuses the run; a run that was admitted before is not refused
    /// later.</param>
    /// <exception cref="SessionUserException">The session refuses the run.</exception>
    public async Task AddRunAsync(RunRecord run, JsonElement? state, CancellationToken cancellationToken, bool claims = false)
    {
        var partition = KeyText.Of(run.SessionId);
        var member = new TableEntity(partition, MemberKey(run)) { ["Run"] = run.RunId };
        var made = new SessionHead(
            run.SessionId, run.TeamId, run.UserId, state, null, run.RunId, run.CreatedAt, run.CreatedAt) { Owner = run.UserId };
        await ChangeAsync(
            partition,
            Add,
            member,
            cancellationToken).ConfigureAwait(false);

        SessionHead Add(SessionHead? head)
        {
            if (head is null) return made;
            var owner = head.OwnerWith(run);
            if (claims && run.UserId is not null && owner != run.UserId) throw new SessionUserException(run.SessionId);
            return head.UpdatedAt > run.CreatedAt
                ? head with { Owner = owner }
                : head with
                {
                    TeamId = run.TeamId,
                    UserId = run.UserId,
                    RunId = run.RunId,
                    UpdatedAt = run.CreatedAt,
                    Owner = owner
                };
        }
    }

    /// <summary>Adds a run that has not begun to its session, if its creation broke off before that.</summary>
    public async Task JoinAsync(RunHead head, CancellationToken cancellationToken)
    {
        var run = head.Run;
        if (run.Status == RunStatus.Pending && await sessions.FindAsync(KeyText.Of(run.SessionId), MemberKey(
            run), cancellationToken).ConfigureAwait(false) is null)
            await AddRunAsync(run, head.SessionState, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the state and active agent.</summary>
    public Task PatchAsync(RunRecord run, JsonElement? patch, string? activeAgent, CancellationToken cancellationToken) =>
        ChangeAsync(
            KeyText.Of(run.SessionId),
            head => head is null ? null : head with
            {
                State = patch is { } one ? SessionStateLimit.Apply(head.State ?? StoredJson.Parse("{}"), one) : head.State,
                ActiveAgent = activeAgent is null ? head.ActiveAgent : new ActiveAgent(run.TeamId, activeAgent),
            },
            null,
            cancellationToken);

    /// <summary>Adds the turns of a run that is completed; those that are there stay the same.</summary>
    public async Task AddTurnsAsync(IEnumerable<TurnRow> turns, CancellationToken cancellationToken)
    {
        foreach (var session in turns.GroupBy(row => row.Turn.SessionId))
        {
            var partition = KeyText.Of(session.Key);
            var rows = new List<TableEntity>();
            foreach (var (turn, number) in session)
            {
                var place = KeyText.Join(
                    KeyText.NewestFirst(turn.At), KeyText.Of(long.MaxValue - number), KeyText.Of(turn.RunId));
                foreach (var key in new[] { KeyText.Join(Turns, place), KeyText.Join(
                    TurnsByAgent, KeyText.Of(turn.AgentId), place) })
                    rows.Add(await WriteAsync(partition, key, turn, cancellationToken).ConfigureAwait(false));
            }

            await sessions.WriteAsync(partition, rows, [], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The newest turns, of these agents or of all, oldest first.</summary>
    public async Task<IReadOnlyList<SessionTurn>> ListTurnsAsync(
        string sessionId, IReadOnlyList<string>? agents, int turns, CancellationToken cancellationToken)
    {
        if (turns <= 0) return [];
        var ranges = agents is null
            ? [Turns]
            : agents.Distinct(StringComparer.Ordinal).Select(agent => KeyText.Join(TurnsByAgent, KeyText.Of(agent)));
        var found = await Task.WhenAll(ranges.Select(range => ListAsync(KeyText.Of(sessionId), range, turns, cancellationToken)))
            .ConfigureAwait(false);
        return [.. found.SelectMany(turn => turn).OrderBy(turn => turn.Place, StringComparer.Ordinal).Take(turns).Reverse()
            .Select(turn => turn.Turn)];
    }

    /// <summary>Removes the session, its own row last.</summary>
    public async Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        var partition = KeyText.Of(sessionId);
        while (await sessions.ClearAsync(partition, key => key != Session, cancellationToken).ConfigureAwait(false)) { }
        await large.ClearAsync(ApartOf(partition), cancellationToken).ConfigureAwait(false);
        await sessions.DeleteEntityAsync(partition, Session, ETag.All, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<(string Place, SessionTurn Turn)>> ListAsync(
        string partition, string range, int turns, CancellationToken cancellationToken)
    {
        var list = new List<(string, SessionTurn)>();
        await foreach (var row in sessions.Between(partition, range + KeyText.Separator, KeyText.After(
            range), cancellationToken, Math.Min(turns, 1_000)).ConfigureAwait(false))
        {
            list.Add((row.RowKey[(range.Length + 1)..], (await ReadAsync<SessionTurn>(row, cancellationToken)
                .ConfigureAwait(false))!));
            if (list.Count == turns) break;
        }

        return list;
    }

    /// <summary>
    /// Changes the session's row from the version that was read, again from a newer one where somebody was faster. A new one is
    /// tried first where the change makes one.
    /// </summary>
    private async Task ChangeAsync(
        string partition, Func<SessionHead?, SessionHead?> change, TableEntity? beside, CancellationToken cancellationToken)
    {
        using var entered = await _stripes.EnterAsync(partition, cancellationToken).ConfigureAwait(false);
        TableEntity? known = null;
        for (var attempt = 0; ; attempt++)
        {
            if (attempt > 0 || change(null) is null)
                known = await sessions.FindAsync(partition, Session, cancellationToken).ConfigureAwait(false);
            var head = known is null ? null : await ReadAsync<SessionHead>(known, cancellationToken).ConfigureAwait(false);
            if (change(head) is not { } changed) return;
            var row = await WriteAsync(partition, Session, changed, cancellationToken).ConfigureAwait(false);
            Payload.PutSummary(row, changed with { State = null });
            var actions = new List<TableTransactionAction>
            {
                known is null
                    ? new(TableTransactionActionType.Add, row)
                    : new(TableTransactionActionType.UpdateReplace, row, known.ETag),
            };
            if (beside is not null) actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, beside));
            try
            {
                await sessions.SubmitTransactionAsync(actions, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && attempt < MaxAttempts)
            {
                await Backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<TableEntity> WriteAsync(string partition, string key, object value, CancellationToken cancellationToken)
    {
        var row = new TableEntity(partition, key);
        if (Payload.Put(row, StoredJson.Write(value)) is { } apart)
            await large.SaveAsync(ApartOf(partition), apart, cancellationToken).ConfigureAwait(false);
        return row;
    }

    private Task<T?> ReadAsync<T>(TableEntity row, CancellationToken cancellationToken) where T : class =>
        Payload.GetAsync<T>(row, hash => large.FindAsync(ApartOf(row.PartitionKey), hash, cancellationToken));

    private static string MemberKey(RunRecord run) =>
        KeyText.Join(Runs, KeyText.Of(run.CreatedAt.UtcTicks), KeyText.Of(run.RunId));

    private static string ApartOf(string partition) => KeyText.Join("s", partition);
}
