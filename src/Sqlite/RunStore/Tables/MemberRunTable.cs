using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Member runs, by run and position.</summary>
internal static class MemberRunTable
{
    private static readonly string ListSql =
        $"""
        SELECT m.agent, {NameTable.Column("m.member")}, m.parent, m.spawn, m.status, m.task_agent, m.task_turn, m.task_index,
            {TextTable.Column("m.output")}, m.error, m.input_tokens, m.output_tokens, m.model_calls, m.tool_calls, m.started, m.completed,
            m.brief
        FROM member_runs m WHERE m.run = ?1 ORDER BY {MemberRunIds.Order("m.agent")}
        """;

    /// <summary>The run's member runs.</summary>
    public static List<MemberRunRecord> List(Sql sql, RunRow run) => sql[ListSql].List(rows => Read(rows, run.RunId), run.Id);

    /// <summary>The run's member runs with only what the pause rule looks at.</summary>
    public static List<MemberRunRecord> ListForPause(Sql sql, RunRow run) =>
        sql["SELECT agent, parent, status FROM member_runs WHERE run = ?1"].List(
            rows => new MemberRunRecord
            {
                RunId = run.RunId,
                MemberRunId = MemberRunIds.Read(rows, 0, run.RunId),
                ParentMemberRunId = MemberRunIds.ReadReference(rows, 1, run.RunId),
                Status = (RunStatus)rows.GetInt32(2),
                StartedAt = default,
            },
            run.Id);

    /// <summary>The status of a member run, or null if there is none.</summary>
    public static RunStatus? FindStatus(Sql sql, long run, SqlValue agent) =>
        (RunStatus?)sql["SELECT status FROM member_runs WHERE run = ?1 AND agent = ?2"].QueryInt64(run, agent);

    /// <summary>Where a member run stands, or null if there is none.</summary>
    public static MemberRunStanding? FindStanding(Sql sql, long run, SqlValue agent) =>
        sql["SELECT status, input_tokens, output_tokens, model_calls, tool_calls FROM member_runs WHERE run = ?1 AND agent = ?2"]
            .First(
                rows => new MemberRunStanding(
                    (RunStatus)rows.GetInt32(0),
                    new Usage(rows.GetInt64(1), rows.GetInt64(2), rows.GetInt32(3), rows.GetInt32(4))),
                run, agent);

    /// <summary>Adds a member run unless there is one.</summary>
    public static void Insert(WriteSession session, RunRow run, MemberRunRecord started) => session.Statement(
            """
            INSERT INTO member_runs (run, agent, member, parent, spawn, status, task_agent, task_turn, task_index, output,
                error, input_tokens, output_tokens, model_calls, tool_calls, started, completed, brief)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            ON CONFLICT DO NOTHING
            """)
        .Execute(
            run.Id, MemberRunIds.Position(run.RunId, started.MemberRunId), NameTable.Keep(session, started.MemberId),
            MemberRunIds.Reference(run.RunId, started.ParentMemberRunId), started.Spawn, (int)started.Status,
            MemberRunIds.Reference(run.RunId, started.Brief?.Call?.MemberRunId), started.Brief?.Call?.Turn,
            started.Brief?.Call?.Index,
            TextTable.Keep(session, run.Id, started.Output), StoredJson.Write(started.Error), started.Usage.InputTokens,
            started.Usage.OutputTokens, started.Usage.ModelCalls, started.Usage.ToolCalls, StoredTime.Write(started.StartedAt),
            StoredTime.Write(started.CompletedAt), StoredBrief.Write(run.RunId, started.Brief));

    /// <summary>Writes a member run that is there.</summary>
    public static void Write(WriteSession session, RunRow run, MemberRunUpdate update)
    {
        var agent = MemberRunIds.Position(run.RunId, update.MemberRunId);
        var usage = update.Usage;
        if (update.Status is { } status)
        {
            session.Statement(
                    """
                    UPDATE member_runs SET status = ?3, output = IFNULL(?4, output), error = iif(?6, NULL, IFNULL(?5, error)), completed = ?7,
                        input_tokens = IFNULL(?8, input_tokens), output_tokens = IFNULL(?9, output_tokens),
                        model_calls = IFNULL(?10, model_calls), tool_calls = IFNULL(?11, tool_calls)
                    WHERE run = ?1 AND agent = ?2
                    """)
                .Execute(
                    run.Id, agent, (int)status, TextTable.Keep(session, run.Id, update.Output), StoredJson.Write(update.Error),
                    update.ClearsError, StoredTime.Write(update.CompletedAt), usage?.InputTokens, usage?.OutputTokens,
                    usage?.ModelCalls,
                    usage?.ToolCalls);
        }
        else if (usage is not null)
        {
            session.Statement(
                    """
                    UPDATE member_runs SET input_tokens = ?3, output_tokens = ?4, model_calls = ?5, tool_calls = ?6
                    WHERE run = ?1 AND agent = ?2
                    """)
                .Execute(run.Id, agent, usage.InputTokens, usage.OutputTokens, usage.ModelCalls, usage.ToolCalls);
        }
    }

    private static MemberRunRecord Read(Rows rows, string runId) => new()
    {
        RunId = runId,
        MemberRunId = MemberRunIds.Read(rows, 0, runId),
        MemberId = rows.TextOrNull(1),
        ParentMemberRunId = MemberRunIds.ReadReference(rows, 2, runId),
        Spawn = rows.GetInt32(3),
        Status = (RunStatus)rows.GetInt32(4),
        Brief = StoredBrief.Read(
            rows, 16, runId,
            MemberRunIds.ReadReference(rows, 5, runId) is { } agent
                ? new CallReference(agent, rows.GetInt32(6), rows.GetInt32(7))
                : null),
        Output = rows.TextOrNull(8),
        Error = StoredJson.Read<RunError>(rows, 9),
        Usage = new Usage(rows.GetInt64(10), rows.GetInt64(11), rows.GetInt32(12), rows.GetInt32(13)),
        StartedAt = rows.Time(14),
        CompletedAt = rows.TimeOrNull(15),
    };
}
