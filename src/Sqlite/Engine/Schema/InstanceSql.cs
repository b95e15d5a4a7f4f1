using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Engine.Schema;

/// <summary>The statements that change an instance.</summary>
internal static class InstanceSql
{
    public const string Insert = """
        INSERT INTO instances (key, id, name, version, status, generation, created, updated, completed, start_at,
            parent_key, parent_generation, parent_task, input, output, failure, custom_status, tags)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        """;

    public const string UpdateStatus = """
        UPDATE instances SET status = ?2, generation = ?3, updated = ?4, completed = ?5, input = ?6, output = ?7,
            failure = ?8, custom_status = ?9, version = ?10
        WHERE key = ?1
        """;

    public const string UpdateCustomStatus = "UPDATE instances SET updated = ?2, custom_status = ?3 WHERE key = ?1";

    public const string Touch = "UPDATE instances SET updated = ?2 WHERE key = ?1";

    public const string InsertTurn = "INSERT INTO history (instance, generation, turn, data) VALUES (?1, ?2, ?3, ?4)";

    public const string UpdateTurn = "UPDATE history SET data = ?4 WHERE instance = ?1 AND generation = ?2 AND turn = ?3";

    public const string InsertTask =
        "INSERT OR REPLACE INTO tasks (instance, generation, id, name, version, input) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    public const string DeleteTask = "DELETE FROM tasks WHERE instance = ?1 AND generation = ?2 AND id = ?3";

    public const string DeleteTasks = "DELETE FROM tasks WHERE instance = ?1";

    public const string InsertTimer = "INSERT OR REPLACE INTO timers (instance, generation, id, due) VALUES (?1, ?2, ?3, ?4)";

    public const string DeleteTimer = "DELETE FROM timers WHERE instance = ?1 AND generation = ?2 AND id = ?3";

    public const string DeleteTimers = "DELETE FROM timers WHERE instance = ?1";

    /// <summary>The ids of an instance and of all instances below it, in the order of their creation.</summary>
    public const string SelectFamily = """
        WITH RECURSIVE family(key) AS (
            SELECT key FROM instances WHERE id = ?1
            UNION SELECT c.key FROM family f JOIN instances c ON c.parent_key = f.key)
        SELECT i.id FROM family f JOIN instances i ON i.key = f.key ORDER BY i.key
        """;

    /// <summary>Removes all that belongs to earlier generations.</summary>
    public static void DropGenerationsBefore(WriteSession session, long key, int generation)
    {
        session.Statement("DELETE FROM history WHERE instance = ?1 AND generation < ?2").Execute(key, generation);
        session.Statement("DELETE FROM tasks WHERE instance = ?1 AND generation < ?2").Execute(key, generation);
        session.Statement("DELETE FROM timers WHERE instance = ?1 AND generation < ?2").Execute(key, generation);
    }

    /// <summary>Removes an instance; its sub-orchestrations stay.</summary>
    public static int Purge(WriteSession session, long key)
    {
        session.Statement("DELETE FROM history WHERE instance = ?1").Execute(key);
        session.Statement(DeleteTasks).Execute(key);
        session.Statement(DeleteTimers).Execute(key);
        return session.Statement("DELETE FROM instances WHERE key = ?1").Execute(key);
    }
}
