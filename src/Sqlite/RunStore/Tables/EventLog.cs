using System.Security.Cryptography;
using System.Text;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>
/// Events, by run and sequence number. Of the keys only hashes are stored: 64 bits, so that no two of one run are equal by
/// chance.
/// </summary>
internal sealed class EventLog(EventSignals signals, WorkSignals works)
{
    private const int KeyLength = 8;

    private static readonly string ListSql =
        $"""
        SELECT e.sequence, {NameTable.Column("e.type")}, e.agent, {NameTable.Column("e.member")}, e.at, e.data
        FROM events e WHERE e.run = ?1 AND e.sequence > ?2 ORDER BY e.sequence LIMIT ?3
        """;

    /// <summary>Events after a sequence number.</summary>
    public static List<RunEvent> List(Sql sql, RunRow run, long after, int limit) => sql[ListSql].List(
        rows => new RunEvent
        {
            Sequence = rows.GetInt64(0),
            Type = rows.Text(1),
            RunId = run.RunId,
            MemberRunId = MemberRunIds.ReadReference(rows, 2, run.RunId),
            MemberId = rows.TextOrNull(3),
            At = rows.Time(4),
            Data = rows.JsonOrNull(5),
        },
        run.Id, after, limit);

    /// <summary>The sequence number of the run's last event; 0 without one.</summary>
    public static long Last(Sql sql, long run) => sql["SELECT MAX(sequence) FROM events WHERE run = ?1"].QueryInt64(run) ?? 0;

    /// <summary>Whether the run has an event with this key.</summary>
    public static bool IsRecorded(Sql sql, RunRow run, string key) =>
        sql["SELECT 1 FROM event_keys WHERE run = ?1 AND key = ?2"].QueryInt64(run.Id, Hash(key)) is not null;

    /// <summary>Writes work, and wakes those who wait for it.</summary>
    public void Write(WriteSession session, RunRow run, WorkRecord work)
    {
        WorkTable.Write(session, run, work);
        if (work.Status == WorkStatus.Waiting) session.OnCommitted(() => works.Signal(work.Queue));
    }

    /// <summary>Appends events with new keys. A run that has ended gets none: readers stop at its end.</summary>
    public void Append(WriteSession session, RunRow run, DateTimeOffset at, IReadOnlyList<RunEventDraft> drafts)
    {
        var (after, sequence, ended) = (-1L, -1L, false);
        foreach (var draft in drafts)
        {
            if (session.Statement("INSERT INTO event_keys (run, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
                .Execute(run.Id, Hash(draft.Key)) == 0)
                continue;
            if (sequence < 0) after = sequence = Last(session, run.Id);
            ended |= draft.Type is RunEventTypes.RunCompleted or RunEventTypes.RunFailed or RunEventTypes.RunCancelled;
            session.Statement(
                "INSERT INTO events (run, sequence, type, agent, member, at, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                .Execute(
                    run.Id, ++sequence, NameTable.Keep(session, draft.Type), MemberRunIds.Reference(run.RunId, draft.MemberRunId),
                    NameTable.Keep(session, draft.MemberId), StoredTime.Write(draft.At ?? at), StoredJson.Write(draft.Data));
        }

        if (sequence >= 0) session.OnCommitted(() => signals.Signal(run.RunId, after, sequence, ended));
    }

    /// <summary>Reports, once it is durable that nothing was written, that the run of a change is gone.</summary>
    public void Orphan(WriteSession session, RunChange change) => session.OnCommitted(() => signals.Feed.Orphaned(change));

    private static SqlValue Hash(string key) =>
        SqlValue.Blob(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsMemory(0, KeyLength));
}
