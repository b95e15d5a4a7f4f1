using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Storage;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>Loads an instance from the database and replays it to its present state.</summary>
internal sealed class InstanceLoader(
    EmbeddedDatabase database, Func<OrchestrationInstance, EmbeddedOrchestrationContext> createContext)
{
    private const string Columns = """
        SELECT i.key, i.id, i.name, i.version, i.status, i.generation, i.created, i.input, i.custom_status,
            i.parent_key, i.parent_generation, i.parent_task, p.name, p.id, i.poison
        FROM instances i LEFT JOIN instances p ON p.key = i.parent_key
        """;

    /// <summary>Loads by id; null where there is none. An instance that has ended is loaded without its code.</summary>
    public OrchestrationInstance? Load(string id) => Load($"{Columns} WHERE i.id = ?1", id);

    /// <summary>Loads by key.</summary>
    public OrchestrationInstance? Load(long key) => Load($"{Columns} WHERE i.key = ?1", key);

    /// <summary>The turns of a generation of an instance, in order, as they are stored.</summary>
    public static List<byte[]> ReadHistory(ReadSession session, long key, int generation)
    {
        var turns = new List<byte[]>();
        using var rows = session
            .Statement("SELECT data FROM history WHERE instance = ?1 AND generation = ?2 ORDER BY turn")
            .Query(key, generation);
        while (rows.Read()) turns.Add(rows.GetBytes(0).ToArray());
        return turns;
    }

    private OrchestrationInstance? Load(string sql, SqlValue which)
    {
        var (instance, turns) = database.Read(session =>
        {
            var found = ReadInstance(session, sql, which);
            return (found, found is null or { CanRun: false } ? null : ReadHistory(session, found.Key, found.Generation));
        });
        if (instance is null || turns is null) return instance;
        try
        {
            Revive(instance, turns);
            return instance;
        }
        catch (Exception e) when (e is not StoreUnavailableException)
        {
            throw new UnloadableInstanceException(instance, e);
        }
    }

    private void Revive(OrchestrationInstance instance, List<byte[]> turns)
    {
        instance.Context = createContext(instance);
        foreach (var turn in turns) Replay(instance, instance.Context, StoredTurn.Read(turn));
        instance.Outstanding.KeepTimers(id => instance.Context.IsTimerSet(id) || instance.Context.IsSuspended);
        instance.NextTurn = turns.Count;
    }

    private static void Replay(OrchestrationInstance instance, EmbeddedOrchestrationContext context, HistoryTurn turn)
    {
        context.Replay(turn);
        instance.Outstanding.Replay(turn);
    }

    private static OrchestrationInstance? ReadInstance(ReadSession session, string sql, SqlValue which)
    {
        using var rows = session.Statement(sql).Query(which);
        if (!rows.Read()) return null;
        return new OrchestrationInstance(rows.GetInt64(0), rows.GetText(1), rows.GetText(2))
        {
            Version = rows.GetTextOrNull(3),
            Status = (OrchestrationRuntimeStatus)rows.GetInt32(4),
            Generation = rows.GetInt32(5),
            Created = rows.GetInt64(6),
            Input = rows.GetTextOrNull(7),
            CustomStatus = rows.GetTextOrNull(8),
            DeadLetter = rows.GetTextOrNull(14),
            Parent = rows.IsNull(9)
                ? null
                : new ParentLink(rows.GetInt64(9), rows.GetInt32(10), rows.GetInt32(11), rows.GetText(12), rows.GetText(13)),
        };
    }
}
