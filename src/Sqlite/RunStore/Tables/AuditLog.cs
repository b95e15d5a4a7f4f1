using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>The audit of requirements; appended, never changed.</summary>
internal static class AuditLog
{
    private static readonly string ListSql =
        $"""
        SELECT a.sequence, a.at, {NameTable.Column("a.what")}, a.who, a.origin, a.data FROM audit a
        WHERE a.requirement = (SELECT id FROM requirements WHERE run = (SELECT id FROM runs WHERE run_id = ?1) AND local_id = ?2)
        ORDER BY a.sequence
        """;

    /// <summary>A requirement's entries, oldest first.</summary>
    public static List<AuditEntry> List(Sql sql, string requirementId)
    {
        if (!RequirementTable.TrySplit(requirementId, out var runId, out var local)) return [];
        return sql[ListSql].List(
            rows => new AuditEntry(
                requirementId, rows.GetInt64(0), rows.Time(1), rows.Text(2), rows.TextOrNull(3), rows.TextOrNull(4),
                rows.JsonOrNull(5)),
            runId, local);
    }

    /// <summary>All entries after a position, in the order in which they were written, each with its position.</summary>
    public static List<(AuditEntry Entry, long Position)> ListAll(Sql sql, long after, int limit) => sql[
        $"""
        SELECT a.sequence, a.at, {NameTable.Column("a.what")}, a.who, a.origin, a.data, r.run_id, q.local_id, a.id
        FROM audit a JOIN requirements q ON q.id = a.requirement JOIN runs r ON r.id = a.run
        WHERE a.id > ?1 ORDER BY a.id LIMIT ?2
        """].List(
        rows => (
            new AuditEntry(
                $"{rows.Text(6)}.{rows.Text(7)}", rows.GetInt64(0), rows.Time(1), rows.Text(2), rows.TextOrNull(3),
                rows.TextOrNull(4), rows.JsonOrNull(5)),
            rows.GetInt64(8)),
        after,
        limit);

    /// <summary>Appends an entry, unless its key exists; false where there is no such requirement.</summary>
    public static bool Append(WriteSession session, RunRow run, AuditDraft draft, DateTimeOffset at)
    {
        var requirement = session.Statement("SELECT id FROM requirements WHERE run = ?1 AND local_id = ?2")
            .QueryInt64(run.Id, RequirementTable.Local(run.RunId, draft.RequirementId));
        if (requirement is not { } number) return false;
        if (draft.Key is { } key
            && session.Statement("SELECT 1 FROM audit WHERE requirement = ?1 AND key = ?2").QueryInt64(number, key) is not null)
            return true;
        var last = session.Statement("SELECT MAX(sequence) FROM audit WHERE requirement = ?1").QueryInt64(number) ?? 0;
        session.Statement(
                """
                INSERT INTO audit (run, requirement, sequence, key, at, what, who, origin, data)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """)
            .Execute(
                run.Id, number, last + 1, draft.Key, StoredTime.Write(at), NameTable.Keep(session, draft.Action), draft.By,
                draft.From,
                StoredJson.Write(draft.Data));
        return true;
    }
}
