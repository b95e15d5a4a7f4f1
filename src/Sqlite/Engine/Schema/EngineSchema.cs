using DurableTeams.Sqlite.Database;

namespace DurableTeams.Sqlite.Engine.Schema;

/// <summary>The engine's tables.</summary>
internal static class EngineSchema
{
    /// <summary>The first version. Times are UTC ticks; payloads are the JSON text the data converter made.</summary>
    public static Migration Initial { get; } = new("engine", """
        CREATE TABLE instances (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT,
            status INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            completed INTEGER,
            start_at INTEGER,
            parent_key INTEGER,
            parent_generation INTEGER,
            parent_task INTEGER,
            input TEXT,
            output TEXT,
            failure TEXT,
            custom_status TEXT,
            tags TEXT,
            poison TEXT);
        CREATE INDEX instances_by_status ON instances (status);
        CREATE INDEX instances_by_parent ON instances (parent_key) WHERE parent_key IS NOT NULL;

        CREATE TABLE history (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (instance, generation, turn)) WITHOUT ROWID;

        CREATE TABLE tasks (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            id INTEGER NOT NULL,
            name TEXT NOT NULL,
            version TEXT,
            input TEXT,
            PRIMARY KEY (instance, generation, id)) WITHOUT ROWID;

        CREATE TABLE timers (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            id INTEGER NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (instance, generation, id)) WITHOUT ROWID;
        """);

    /// <summary>An index of dead letters: every start asks for them, and must not read all instances.</summary>
    public static Migration DeadLetters { get; } = new(
        "engine", "CREATE INDEX instances_poisoned ON instances (key) WHERE poison IS NOT NULL;");

    /// <summary>How often an activity was begun by an engine that ended before it did.</summary>
    public static Migration Begun { get; } = new("engine", "ALTER TABLE tasks ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;");
}
