namespace DurableTeams.Sqlite.RunStore;

/// <summary>
/// What must hold among the run store's tables, which name each other by number. Each query lists, in words, what breaks the
/// rule; all hold at every commit, so that they can be asked while a host is at work.
/// </summary>
internal static class RunChecks
{
    private static readonly string[] OfRuns =
    [
        "member_runs", "messages", "requirements", "events", "event_keys", "session_turns", "audit", "claims", "traces",
        "work"
    ];
    private static readonly string[] OfAgents = ["messages", "requirements", "session_turns", "work"];

    private static readonly (string Table, string Column)[] TextColumns =
    [
        ("runs", "input"), ("runs", "output"), ("member_runs", "output"), ("messages", "text"), ("session_turns", "input"),
        ("session_turns", "output"), ("requirements", "result"), ("requirements", "result_error"),
    ];

    private static readonly (string Table, string Column)[] Names =
    [
        ("runs", "team"), ("member_runs", "member"), ("messages", "role"), ("messages", "author"), ("messages", "model"),
        ("messages", "finish"),
        ("events", "type"), ("events", "member"), ("requirements", "team"), ("requirements", "member"), ("requirements", "tool"),
        ("session_turns", "name"), ("sessions", "active_team"), ("sessions", "active_member"), ("audit", "what"),
        ("work", "queue"),
    ];

    /// <summary>What to call it, and the query that lists it.</summary>
    public static IReadOnlyList<(string What, string Query)> All { get; } =
    [
        // A pending run has none yet, and is given one again at the next start; all others must.
        ("runs under way without an orchestration",
            "SELECT run_id FROM runs r WHERE status IN (1, 2) AND NOT EXISTS (SELECT 1 FROM instances i WHERE i.id = r.run_id)"),
        ("runs under way whose orchestration has ended",
            "SELECT run_id FROM runs r JOIN instances i ON i.id = r.run_id WHERE r.status < 3 AND i.completed IS NOT NULL"),
        ("runs with gaps in their events",
            """
            SELECT r.run_id FROM runs r
            JOIN (SELECT run, count(*) n, min(sequence) low, max(sequence) high FROM events GROUP BY run) e ON e.run = r.id
            WHERE e.low <> 1 OR e.high <> e.n
            """),
        ("requirements open for member runs that have ended",
            """
            SELECT r.run_id || '.' || q.local_id FROM requirements q
            JOIN member_runs m ON m.run = q.run AND m.agent = q.agent JOIN runs r ON r.id = q.run
            WHERE q.status = 0 AND m.status >= 3
            """),
        ("work open for member runs that have ended",
            """
            SELECT r.run_id || '.' || CAST(w.agent AS INTEGER) FROM work w
            JOIN member_runs m ON m.run = w.run AND m.agent = w.agent JOIN runs r ON r.id = w.run
            WHERE w.status < 3 AND m.status >= 3
            """),
        ("runs without their session", "SELECT run_id FROM runs WHERE session NOT IN (SELECT id FROM sessions)"),
        ("runs without their definition", "SELECT run_id FROM runs WHERE definition NOT IN (SELECT id FROM definitions)"),
        ("audit entries without their requirement", "SELECT '#' || id FROM audit WHERE requirement NOT IN (SELECT id FROM requirements)"),
        ("sessions without their newest run", "SELECT session_id FROM sessions WHERE last_run NOT IN (SELECT id FROM runs)"),
        ("turns without their session", "SELECT '#' || id FROM session_turns WHERE session NOT IN (SELECT id FROM sessions)"),
        ("texts of missing runs", "SELECT '#' || id FROM texts WHERE run <> 0 AND run NOT IN (SELECT id FROM runs)"),
        .. OfRuns.Select(table => (
            $"rows in {table} of missing runs", $"SELECT 'run #' || run FROM {table} WHERE run NOT IN (SELECT id FROM runs)")),
        .. OfAgents.Select(table => (
            $"rows in {table} of missing member runs",
            $"""
            SELECT r.run_id || '.' || CAST(t.agent AS INTEGER) || iif(typeof(t.agent) = 'text', '.…', '') FROM {table} t JOIN runs r ON r.id = t.run
            WHERE NOT EXISTS (SELECT 1 FROM member_runs m WHERE m.run = t.run AND m.agent = t.agent)
            """)),
        .. TextColumns.Select(at => (
            $"rows in {at.Table} whose {at.Column} is missing",
            $"SELECT '#' || id FROM {at.Table} WHERE typeof({at.Column}) = 'integer' AND {at.Column} NOT IN (SELECT id FROM texts)")),
        .. Names.Select(at => (
            $"rows in {at.Table} whose {at.Column} has no name",
            $"SELECT '#' || id FROM {at.Table} WHERE {at.Column} IS NOT NULL AND {at.Column} NOT IN (SELECT id FROM names)")),
    ];
}
