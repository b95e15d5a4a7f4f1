using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.RunStore.Columns;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>
/// Removes runs that ended long ago, with everything of theirs: the orchestrations and their histories, member runs, messages,
/// events, requirements, texts, turns of sessions; then sessions and definitions that no run is left of. A run that has an
/// orchestration still at work (a call outlives a cancelled run) is kept whole.
/// </summary>
internal sealed class RunPurge(DateTimeOffset endedBefore)
{
    /// <summary>Runs removed in one transaction: short enough to keep the log of changes small.</summary>
    public const int BatchSize = 100;

    private const string InstancesOfRun = "id = ?1 OR (id > ?1 || '.' AND id < ?1 || '/')";

    private const string Candidates = """
        SELECT id, run_id, session FROM runs r
        WHERE id > ?1 AND status >= 3 AND completed < ?2 AND NOT EXISTS (
            SELECT 1 FROM instances i
            WHERE (i.id = r.run_id OR (i.id > r.run_id || '.' AND i.id < r.run_id || '/')) AND i.completed IS NULL)
        ORDER BY id LIMIT ?3
        """;

    private readonly long _before = StoredTime.Write(endedBefore);
    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<long, long> _sessions = [];
    private long _last;

    /// <summary>How much was, or would be, removed.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts without removing anything.</summary>
    public void Count(ReadSession session)
    {
        Sql sql = session;
        while (Next(sql) is { Count: > 0 } runs)
        {
            foreach (var run in runs)
            {
                Add("runs", 1);
                Add("orchestrations", sql[$"SELECT count(*) FROM instances WHERE {InstancesOfRun}"].QueryInt64(run.RunId)!.Value);
                foreach (var (name, table) in RunRemoval.Tables)
                    Add(name, sql[$"SELECT count(*) FROM {table} WHERE run = ?1"].QueryInt64(run.Id)!.Value);
                _sessions[run.Session] = _sessions.GetValueOrDefault(run.Session) + 1;
            }
        }

        foreach (var (number, purged) in _sessions)
            Add("sessions", sql["SELECT count(*) FROM runs WHERE session = ?1"].QueryInt64(number) == purged ? 1 : 0);
    }

    /// <summary>
    /// Removes everything, batch by batch: stopped in between, it has removed some runs whole and others not at all.
    /// </summary>
    public async Task RunAsync(EmbeddedDatabase database, CancellationToken cancellationToken = default)
    {
        while (await RunBatchAsync(database, cancellationToken).ConfigureAwait(false)) { }
        await database.WriteAsync(
            session =>
            {
                // Prompts are shared by runs, definitions too; a host keeps its own teams' again when it starts.
                var shared = session.Statement(
                    "DELETE FROM texts WHERE run = 0 AND id NOT IN (SELECT text FROM messages WHERE typeof(text) = 'integer')")
                        .Execute();
                session.Statement("DELETE FROM definitions WHERE id NOT IN (SELECT definition FROM runs)").Execute();
                return shared;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> RunBatchAsync(EmbeddedDatabase database, CancellationToken cancellationToken)
    {
        var runs = database.Read(session => Next(session));
        if (runs.Count == 0) return false;
        var removed = await database.WriteAsync(session => Remove(session, runs), cancellationToken).ConfigureAwait(false);
        foreach (var (name, count) in removed) Add(name, count);
        return true;
    }

    private List<Run> Next(Sql sql)
    {
        var runs = sql[Candidates]
            .List(rows => new Run(rows.GetInt64(0), rows.Text(1), rows.GetInt64(2)), _last, _before, BatchSize);
        if (runs.Count > 0) _last = runs[^1].Id;
        return runs;
    }

    // Run anew if the storage fails under it: it counts for itself.
    private static List<(string Name, long Count)> Remove(WriteSession session, List<Run> runs)
    {
        var removed = new List<(string, long)> { ("runs", runs.Count) };
        Sql sql = session;
        foreach (var run in runs)
        {
            var keys = sql[$"SELECT key FROM instances WHERE {InstancesOfRun}"].List(rows => rows.GetInt64(0), run.RunId);
            removed.Add(("orchestrations", keys.Sum(key => (long)InstanceSql.Purge(session, key))));
            removed.AddRange(RunRemoval.Remove(session, run.Id));
        }

        foreach (var number in runs.Select(run => run.Session).Distinct()) removed.Add(("sessions", Shorten(session, number)));
        return removed;
    }

    /// <summary>A session whose newest run is gone has another newest one, or none and goes too.</summary>
    private static int Shorten(WriteSession session, long number)
    {
        if (session.Statement("SELECT max(id) FROM runs WHERE session = ?1").QueryInt64(number) is not { } newest)
            return session.Statement("DELETE FROM sessions WHERE id = ?1").Execute(number);
        session.Statement("UPDATE sessions SET last_run = ?2 WHERE id = ?1 AND last_run <> ?2").Execute(number, newest);
        return 0;
    }

    private void Add(string name, long count) => _counts[name] = _counts.GetValueOrDefault(name) + count;

    private sealed record Run(long Id, string RunId, long Session);
}
