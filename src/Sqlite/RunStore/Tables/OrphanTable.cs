using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Work;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Events of work that there is not.</summary>
internal static class OrphanTable
{
    /// <summary>Adds a batch; the oldest go.</summary>
    public static void Add(WriteSession session, OrphanEvents orphans)
    {
        session.Statement("INSERT INTO orphans (record) VALUES (?1)").Execute(StoredJson.Write(orphans));
        session.Statement("DELETE FROM orphans WHERE id <= (SELECT max(id) FROM orphans) - ?1").Execute(WorkLimits.Orphans);
    }

    /// <summary>How many batches there are.</summary>
    public static int Count(Sql sql) => (int)sql["SELECT count(*) FROM orphans"].QueryInt64()!.Value;

    /// <summary>The newest batches.</summary>
    public static List<OrphanEvents> List(Sql sql, int limit) =>
        sql["SELECT record FROM orphans ORDER BY id DESC LIMIT ?1"].List(
            rows => StoredJson.Read<OrphanEvents>(rows, 0)!, limit);
}
