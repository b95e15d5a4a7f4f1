using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Member runs, by run and position.</summary>
internal static class MemberRunTable
{
    private static readonly string s_list =
        $"""
        SELECT m.agent, {Names.Column("m.member")}, m.parent, m.spawn, m.status, m.task_agent, m.task_turn, m.task_index,
            {TextTable.Column("m.output")}, m.error, m.input_tokens, m.output_tokens, m.model_calls, m.tool_calls, m.started, m.completed,
            m.brief
        FROM member_runs m WHERE m.run = ?1 ORDER BY {AgentIds.Order("m.agent")}
        """;

    /// <summary>The run's member runs.</summary>
    public static List<MemberRunRecord> List(Sql sql, RunRow run) => sql[s_list].List(rows => Read(rows, run.RunId), run.Id);

    /// <summary>The run's member runs with only what the pause rule looks at.</summary>
    public static List<MemberRunRecord> ListForPause(Sql sql, RunRow run) =>
        sql["SELECT agent, parent, status FROM member_runs WHERE run = ?1"].List(
            rows => new MemberRunRecord
            {
                RunId = run.RunId,
                MemberRunId = AgentIds.Read(rows, 0, run.RunId),
                ParentMemberRunId = AgentIds.ReadReference(rows, 1, run.RunId),
                Status = (RunStatus)rows.GetInt32(2),
                StartedAt = default,
            },
            run.Id);

    /// <summary>The status of a member run, or null if there is none.</summary>
    public static RunStatus? FindStatus(Sql sql, long run, SqlValue agent) =>
        (RunStatus?)sql["SELECT status FROM member_runs WHERE run = ?1 AND agent = ?2"].QueryInt64(run, agent);

    /// <summary>Sets the status alone.</summary>
    public static void SetStatus(WriteSession session, long run, SqlValue agent, RunStatus from, RunStatus to) =>
        session.Statement("UPDATE member_runs SET status = ?4 WHERE run = ?1 AND agent = ?2 AND status = ?3")
            .Execute(run, agent, (int)from, (int)to);

    /// <summary>Makes a member run running again, whatever it was.</summary>
    public static void Retry(WriteSession session, long run, SqlValue agent) =>
        session.Statement("UPDATE member_runs SET status = 1, error = NULL, completed = NULL WHERE run = ?1 AND agent = ?2")
            .Execute(run, agent);

    /// <summary>Adds a member run unless there is one.</summary>
    public static void Insert(WriteSession session, RunRow run, MemberRunRecord started) => session.Statement(
            """
            INSERT INTO member_runs (run, agent, member, parent, spawn, status, task_agent, task_turn, task_index, output,
                error, input_tokens, output_tokens, model_calls, tool_calls, started, completed, brief)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            ON CONFLICT DO NOTHING
            """)
        .Execute(
            run.Id, AgentIds.Position(run.RunId, started.MemberRunId), Names.Keep(session, started.MemberId),
            AgentIds.Reference(run.RunId, started.ParentMemberRunId), started.Spawn, (int)started.Status,
            AgentIds.Reference(run.RunId, started.Brief?.Call?.MemberRunId), started.Brief?.Call?.Turn, started.Brief?.Call?.Index,
            TextTable.Keep(session, run.Id, started.Output), StoredJson.Write(started.Error), started.Usage.InputTokens,
            started.Usage.OutputTokens, started.Usage.ModelCalls, started.Usage.ToolCalls, StoredTime.Write(started.StartedAt),
            StoredTime.Write(started.CompletedAt), StoredBrief.Write(run.RunId, started.Brief));

    /// <summary>Applies a patch; true if the member run was not finished, so that its status may have changed.</summary>
    public static bool Patch(WriteSession session, RunRow run, MemberRunPatch patch, DateTimeOffset at)
    {
        var agent = AgentIds.Position(run.RunId, patch.MemberRunId);
        // A total never shrinks: a step that is done again late must not undo a later one's.
        if (patch.Usage is { } usage)
        {
            session.Statement(
                    """
                    UPDATE member_runs SET input_tokens = MAX(input_tokens, ?3), output_tokens = MAX(output_tokens, ?4),
                        model_calls = MAX(model_calls, ?5), tool_calls = MAX(tool_calls, ?6)
                    WHERE run = ?1 AND agent = ?2
                    """)
                .Execute(run.Id, agent, usage.InputTokens, usage.OutputTokens, usage.ModelCalls, usage.ToolCalls);
        }

        if (patch is { Status: null, Output: null, Error: null }) return false;
        if (FindStatus(session, run.Id, agent) is not { } status || status.IsFinal()) return false;
        var ended = patch.Status?.IsFinal() == true ? StoredTime.Write(at) : (long?)null;
        session.Statement(
                """
                UPDATE member_runs SET status = ?3, output = IFNULL(?4, output), error = IFNULL(?5, error), completed = ?6
                WHERE run = ?1 AND agent = ?2
                """)
            .Execute(
                run.Id, agent, (int)(patch.Status ?? status), TextTable.Keep(session, run.Id, patch.Output),
                StoredJson.Write(patch.Error), ended);
        return true;
    }

    private static MemberRunRecord Read(Rows rows, string runId) => new()
    {
        RunId = runId,
        MemberRunId = AgentIds.Read(rows, 0, runId),
        MemberId = rows.TextOrNull(1),
        ParentMemberRunId = AgentIds.ReadReference(rows, 2, runId),
        Spawn = rows.GetInt32(3),
        Status = (RunStatus)rows.GetInt32(4),
        Brief = StoredBrief.Read(
            rows, 16, runId,
            AgentIds.ReadReference(rows, 5, runId) is { } agent ? new CallReference(agent, rows.GetInt32(6), rows.GetInt32(7)) : null),
        Output = rows.TextOrNull(8),
        Error = StoredJson.Read<RunError>(rows, 9),
        Usage = new Usage(rows.GetInt64(10), rows.GetInt64(11), rows.GetInt32(12), rows.GetInt32(13)),
        StartedAt = rows.Time(14),
        CompletedAt = rows.TimeOrNull(15),
    };
}
