using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>
/// The run store's tables. Rows are small and appended: runs go by an integer, member runs by their position in the run,
/// texts of a run are kept once (see <see cref="TextTable"/>), recurring names by number (see <see cref="NameTable"/>), times as
/// ticks since 1970 (see <see cref="StoredTime"/>), statuses as the numbers of their enums.
/// </summary>
internal static class RunSchema
{
    /// <summary>The first version.</summary>
    public static Migration Initial { get; } = new("runs", """
        CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE texts (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, hash INTEGER NOT NULL, text TEXT NOT NULL);
        CREATE INDEX texts_content ON texts (run, hash);
        CREATE TABLE definitions (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, json TEXT);
        CREATE TABLE health (id INTEGER PRIMARY KEY, checked INTEGER NOT NULL);

        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, last_run INTEGER NOT NULL, state TEXT, created INTEGER NOT NULL);
        CREATE UNIQUE INDEX sessions_recent ON sessions (last_run);

        CREATE TABLE runs (
            id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, team INTEGER NOT NULL, session INTEGER NOT NULL,
            status INTEGER NOT NULL, pauses INTEGER NOT NULL, user_id TEXT, parent TEXT, input NOT NULL, output, error TEXT,
            metadata TEXT, definition INTEGER NOT NULL, trace_id NOT NULL, request_hash, cancel_at INTEGER, cancel_reason TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, completed INTEGER);
        CREATE INDEX runs_status ON runs (status);
        CREATE INDEX runs_team ON runs (team);
        CREATE INDEX runs_team_status ON runs (team, status);
        CREATE INDEX runs_session ON runs (session);
        CREATE INDEX runs_cancel ON runs (cancel_at) WHERE cancel_at IS NOT NULL AND status < 3;

        CREATE TABLE member_runs (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, agent INTEGER NOT NULL, member INTEGER, parent, spawn INTEGER NOT NULL,
            status INTEGER NOT NULL, task_agent, task_turn INTEGER, task_index INTEGER, output, error TEXT,
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, model_calls INTEGER NOT NULL, tool_calls INTEGER NOT NULL,
            started INTEGER NOT NULL, completed INTEGER);
        CREATE UNIQUE INDEX member_runs_place ON member_runs (run, agent);

        CREATE TABLE messages (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, agent INTEGER NOT NULL, turn INTEGER NOT NULL, slot INTEGER NOT NULL,
            role INTEGER NOT NULL, author INTEGER, text, calls TEXT, call_id TEXT, output_of, status INTEGER, attempts INTEGER,
            input_tokens INTEGER, output_tokens INTEGER, model_calls INTEGER, tool_calls INTEGER, model INTEGER);
        CREATE UNIQUE INDEX messages_place ON messages (run, agent, turn, slot);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, sequence INTEGER NOT NULL, type INTEGER NOT NULL, agent, member INTEGER,
            at INTEGER NOT NULL, data TEXT);
        CREATE UNIQUE INDEX events_place ON events (run, sequence);
        CREATE TABLE event_keys (run INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID;

        -- delivered: null where there is nothing to deliver, 0 decided and not acted on, 1 acted on
        CREATE TABLE requirements (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, local_id TEXT NOT NULL, kind INTEGER NOT NULL, status INTEGER NOT NULL,
            team INTEGER NOT NULL, agent INTEGER NOT NULL, member INTEGER NOT NULL, path TEXT NOT NULL, call_agent, call_turn INTEGER NOT NULL,
            call_index INTEGER NOT NULL, call_id TEXT NOT NULL, tool INTEGER NOT NULL, arguments TEXT NOT NULL,
            allow_edit INTEGER NOT NULL, edited TEXT, decision TEXT, note TEXT, resolved_by TEXT, created INTEGER NOT NULL,
            resolved INTEGER, ended_pause INTEGER, delivered INTEGER);
        CREATE UNIQUE INDEX requirements_place ON requirements (run, local_id);
        CREATE INDEX requirements_status ON requirements (status);
        CREATE INDEX requirements_team ON requirements (team);
        CREATE INDEX requirements_member ON requirements (member);
        CREATE INDEX requirements_team_pending ON requirements (team) WHERE status = 0;
        CREATE INDEX requirements_member_pending ON requirements (member) WHERE status = 0;
        CREATE INDEX requirements_undelivered ON requirements (delivered) WHERE delivered = 0;

        CREATE TABLE session_turns (
            id INTEGER PRIMARY KEY, session INTEGER NOT NULL, name INTEGER NOT NULL, run INTEGER NOT NULL, agent INTEGER NOT NULL,
            input NOT NULL, output NOT NULL, at INTEGER NOT NULL);
        CREATE UNIQUE INDEX session_turns_place ON session_turns (run, agent);
        CREATE INDEX session_turns_recent ON session_turns (session);
        CREATE INDEX session_turns_agent ON session_turns (session, name);
        """);

    /// <summary>Briefs, messages of several results, retries, active agents; positions below others need no change.</summary>
    public static Migration Modes { get; } = new("runs", """
        ALTER TABLE member_runs ADD COLUMN brief TEXT;
        ALTER TABLE messages ADD COLUMN parts TEXT;
        ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN active_team INTEGER;
        ALTER TABLE sessions ADD COLUMN active_member INTEGER;
        """);

    /// <summary>Half of each hash is enough, see <see cref="EventLog"/>.</summary>
    public static Migration ShortEventKeys { get; } = new("runs", "UPDATE event_keys SET key = substr(key, 1, 8);");

    /// <summary>All kinds of requirements, their audit, and calls that must not be made twice.</summary>
    public static Migration People { get; } = new("runs", """
        ALTER TABLE requirements ADD COLUMN arguments_hash;
        ALTER TABLE requirements ADD COLUMN input_fields TEXT;
        ALTER TABLE requirements ADD COLUMN expires INTEGER;
        ALTER TABLE requirements ADD COLUMN escalated INTEGER;
        ALTER TABLE requirements ADD COLUMN quorum INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE requirements ADD COLUMN given TEXT;
        ALTER TABLE requirements ADD COLUMN filled TEXT;
        ALTER TABLE requirements ADD COLUMN result;
        ALTER TABLE requirements ADD COLUMN result_error;

        -- With the status, which is the same in all of it, so that counting reads no rows.
        DROP INDEX requirements_team_pending;
        CREATE INDEX requirements_team_pending ON requirements (team, status) WHERE status = 0;

        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, requirement INTEGER NOT NULL, sequence INTEGER NOT NULL, key TEXT,
            at INTEGER NOT NULL, what INTEGER NOT NULL, who TEXT, origin TEXT, data TEXT);
        CREATE UNIQUE INDEX audit_place ON audit (requirement, sequence);
        CREATE UNIQUE INDEX audit_keys ON audit (requirement, key) WHERE key IS NOT NULL;
        CREATE INDEX audit_run ON audit (run);

        CREATE TABLE claims (run INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID;
        """);

    /// <summary>Runs that share the past of another.</summary>
    public static Migration Forks { get; } = new("runs", """
        ALTER TABLE runs ADD COLUMN fork_of TEXT;
        ALTER TABLE runs ADD COLUMN fork_sequence INTEGER;
        """);

    /// <summary>
    /// Whose span is above a run's, and how far its spans are exported: a row from the run's beginning until it has ended and
    /// all were taken, see <see cref="TraceTable"/>.
    /// </summary>
    public static Migration Traces { get; } = new("runs", """
        ALTER TABLE runs ADD COLUMN trace_parent TEXT;

        CREATE TABLE traces (run INTEGER PRIMARY KEY, exported INTEGER NOT NULL);
        """);

    /// <summary>Why models stopped, and the parts of answers that go back to providers.</summary>
    public static Migration Answers { get; } = new("runs", """
        ALTER TABLE messages ADD COLUMN finish INTEGER;
        ALTER TABLE messages ADD COLUMN kept TEXT;
        """);

    /// <summary>The bindings of calls that wait for a person.</summary>
    public static Migration Bindings { get; } = new("runs", "ALTER TABLE requirements ADD COLUMN binding TEXT;");

    /// <summary>Work that other processes do, what they ask, and what they report of work that there is not.</summary>
    public static Migration Work { get; } = new("runs", """
        ALTER TABLE requirements ADD COLUMN work TEXT;

        CREATE TABLE work (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, agent NOT NULL, queue INTEGER, status INTEGER NOT NULL,
            queued INTEGER NOT NULL, due INTEGER, told INTEGER NOT NULL, heard INTEGER NOT NULL, record TEXT NOT NULL);
        CREATE UNIQUE INDEX work_place ON work (run, agent);
        CREATE INDEX work_waiting ON work (queue, queued, id) WHERE status = 0;
        CREATE INDEX work_leased ON work (id) WHERE status = 1;
        CREATE INDEX work_due ON work (due) WHERE due IS NOT NULL;
        CREATE INDEX work_undelivered ON work (id) WHERE told > heard;

        CREATE TABLE orphans (id INTEGER PRIMARY KEY, record TEXT NOT NULL);
        """);

    /// <summary>
    /// Pending requirements by deadline, those without one last. Its own columns say of which team and member a requirement is,
    /// so that those of others are passed over without reading their rows.
    /// </summary>
    public static Migration Deadlines { get; } = new("runs", """
        ALTER TABLE requirements ADD COLUMN deadline INTEGER GENERATED ALWAYS AS (IFNULL(expires, 9223372036854775807)) VIRTUAL;
        CREATE INDEX requirements_deadline ON requirements (deadline, created, id, team, member) WHERE status = 0;
        """);

    /// <summary>Why the system asks a person, and how often it tried before.</summary>
    public static Migration Reasons { get; } = new("runs", """
        ALTER TABLE requirements ADD COLUMN reason TEXT;
        ALTER TABLE requirements ADD COLUMN attempts INTEGER;
        """);

    /// <summary>Searches of runs by user and by error.</summary>
    public static Migration Searches { get; } = new("runs", """
        CREATE INDEX runs_user ON runs (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX runs_error ON runs (json_extract(error, '$.code')) WHERE error IS NOT NULL;
        """);
}
