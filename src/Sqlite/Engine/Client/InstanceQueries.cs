using System.Globalization;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.Engine.Sequencing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>Queries of instances; they see what is committed.</summary>
internal sealed class InstanceQueries(EmbeddedDatabase database, DataConverter converter)
{
    private const string Columns =
        "SELECT key, id, name, status, created, updated, input, output, failure, custom_status, tags, poison FROM instances";

    private static readonly string Unfinished = string.Join(
        ',',
        Enum.GetValues<OrchestrationRuntimeStatus>().Where(s => !s.IsFinished())
            .Select(s => ((int)s).ToString(CultureInfo.InvariantCulture)));

    /// <summary>The first key that no instance has, and that none refers to.</summary>
    public long NextKey() => 1 + database.Read(s => s.Statement("""
        SELECT max(coalesce((SELECT max(key) FROM instances), 0),
            coalesce((SELECT max(parent_key) FROM instances WHERE parent_key IS NOT NULL), 0))
        """).QueryInt64() ?? 0);

    /// <summary>One instance, or null.</summary>
    public OrchestrationMetadata? Find(string id, bool withPayloads) => database.Read(session =>
    {
        using var rows = session.Statement($"{Columns} WHERE id = ?1").Query(id);
        return rows.Read() ? Read(rows, withPayloads) : null;
    });

    /// <summary>The input and options of an instance's start, or null.</summary>
    public StartRequest? FindStart(string id) => database.Read(session =>
    {
        using var rows = session.Statement("SELECT name, input, version, tags FROM instances WHERE id = ?1").Query(id);
        return rows.Read()
            ? new StartRequest(id, rows.GetText(0), rows.GetTextOrNull(1))
            {
                Version = rows.GetTextOrNull(2),
                Tags = TagsJson.FromText(rows.GetTextOrNull(3)),
            }
            : null;
    });

    /// <summary>A page of instances, in the order of their creation.</summary>
    public Page<OrchestrationMetadata> List(OrchestrationQuery query, string? continuation, int size) => database.Read(session =>
    {
        var sql = $"""
            {Columns} WHERE key > ?1 AND (?2 IS NULL OR created >= ?2) AND (?3 IS NULL OR created <= ?3)
                AND (?4 = '' OR substr(id, 1, length(?4)) = ?4) {StatusIn(query.Statuses)}
            ORDER BY key LIMIT ?5
            """;
        var found = new List<OrchestrationMetadata>();
        var last = ToKey(continuation);
        using var rows = session.Statement(sql).Query(
            last, query.CreatedFrom?.UtcTicks, query.CreatedTo?.UtcTicks, query.InstanceIdPrefix ?? "", size + 1);
        while (rows.Read())
        {
            if (found.Count == size) return new Page<OrchestrationMetadata>(found, ToContinuation(last));
            last = rows.GetInt64(0);
            found.Add(Read(rows, query.FetchInputsAndOutputs));
        }

        return new Page<OrchestrationMetadata>(found);
    });

    /// <summary>Ids of instances that ended in a span of time, a page of them, in the order of creation.</summary>
    public Page<string> ListIds(
        IEnumerable<OrchestrationRuntimeStatus>? statuses, DateTimeOffset? from, DateTimeOffset? to, int size,
        string? continuation) =>
        database.Read(session =>
        {
            var sql = $"""
                SELECT key, id FROM instances
                WHERE key > ?1 AND (?2 IS NULL OR completed >= ?2) AND (?3 IS NULL OR completed <= ?3) {StatusIn(statuses)}
                ORDER BY key LIMIT ?4
                """;
            var ids = new List<string>();
            var last = ToKey(continuation);
            using var rows = session.Statement(sql).Query(last, from?.UtcTicks, to?.UtcTicks, size + 1);
            while (rows.Read())
            {
                if (ids.Count == size) return new Page<string>(ids, ToContinuation(last));
                last = rows.GetInt64(0);
                ids.Add(rows.GetText(1));
            }

            return new Page<string>(ids);
        });

    /// <summary>Keys of an instance's sub-orchestrations that have not ended.</summary>
    public IReadOnlyList<long> ListUnfinishedChildren(long parent) => database.Read(session =>
    {
        var keys = new List<long>();
        using var rows = session
            .Statement($"SELECT key FROM instances WHERE parent_key = ?1 AND status IN ({Unfinished})").Query(parent);
        while (rows.Read()) keys.Add(rows.GetInt64(0));
        return keys;
    });

    /// <summary>The events and answers that a dead letter has missed.</summary>
    public PendingWork ListPending(long key) => database.Read(session => new PendingWork(
        ListTasks(session, "AND t.instance = ?1", key),
        ListTimers(session, "WHERE instance = ?1", key),
        ListAnswers(session, key)));

    /// <summary>Ids of the dead letters.</summary>
    public IReadOnlyList<string> ListDeadLetters() => database.Read(session =>
    {
        var ids = new List<string>();
        using var rows = session.Statement("SELECT id FROM instances WHERE poison IS NOT NULL ORDER BY key").Query();
        while (rows.Read()) ids.Add(rows.GetText(0));
        return ids;
    });

    /// <summary>Ids of the instances that wait for an activity, without ended ones and dead letters.</summary>
    public IReadOnlyList<string> ListBusy() => database.Read(session =>
    {
        var ids = new List<string>();
        using var rows = session.Statement($"""
            SELECT DISTINCT i.id FROM tasks t JOIN instances i ON i.key = t.instance
            WHERE i.status IN ({Unfinished}) AND i.poison IS NULL
            """).Query();
        while (rows.Read()) ids.Add(rows.GetText(0));
        return ids;
    });

    /// <summary>All timers that are set.</summary>
    public IReadOnlyList<TimerKey> ListTimers() => database.Read(session => ListTimers(session, ""));

    /// <summary>
    /// What is to be run, at the engine's start. <paramref name="begin"/> gets the activities once it is durable that each is
    /// begun once more: a process that is killed sooner has begun none of them. The generations that are to begin are returned.
    /// </summary>
    public IReadOnlyList<TaskRow> TakeTasks(Action<TaskRow> begin)
    {
        var tasks = database.Read(session => ListTasks(session, "AND i.poison IS NULL"));
        var activities = tasks.FindAll(task => task.Id != TaskRow.BeginGeneration);
        if (activities.Count > 0)
        {
            database.Post(
                session => session.Statement("UPDATE tasks SET begun = begun + 1").Execute(),
                () => activities.ForEach(task => begin(task with { BegunBefore = task.BegunBefore + 1 })));
        }

        return tasks.FindAll(task => task.Id == TaskRow.BeginGeneration);
    }

    private static List<TimerKey> ListTimers(ReadSession session, string where, params ReadOnlySpan<SqlValue> values)
    {
        var timers = new List<TimerKey>();
        using var rows = session.Statement($"SELECT due, instance, generation, id FROM timers {where}").Query(values);
        while (rows.Read()) timers.Add(new(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), rows.GetInt32(3)));
        return timers;
    }

    private static List<TaskRow> ListTasks(ReadSession session, string and, params ReadOnlySpan<SqlValue> values)
    {
        var tasks = new List<TaskRow>();
        using var rows = session.Statement($"""
            SELECT t.instance, i.id, t.generation, t.id, t.name, t.version, t.input, t.begun
            FROM tasks t JOIN instances i ON i.key = t.instance {and} ORDER BY t.instance, t.id
            """).Query(values);
        while (rows.Read())
        {
            tasks.Add(new(
                rows.GetInt64(0), rows.GetText(1), rows.GetInt32(2), rows.GetInt32(3), rows.GetText(4), rows.GetTextOrNull(5),
                rows.GetTextOrNull(6))
            {
                BegunBefore = rows.GetInt32(7),
            });
        }

        return tasks;
    }

    private static List<(ParentLink Link, HistoryEvent Answer)> ListAnswers(ReadSession session, long parent)
    {
        var answers = new List<(ParentLink, HistoryEvent)>();
        using var rows = session.Statement($"""
            SELECT c.parent_generation, c.parent_task, p.name, p.id, c.output, c.failure, c.status
            FROM instances c JOIN instances p ON p.key = c.parent_key
            WHERE c.parent_key = ?1 AND c.status NOT IN ({Unfinished})
            """).Query(parent);
        while (rows.Read())
        {
            var link = new ParentLink(parent, rows.GetInt32(0), rows.GetInt32(1), rows.GetText(2), rows.GetText(3));
            var failure = FailureJson.FromText(rows.GetTextOrNull(5));
            if (rows.GetInt32(6) == (int)OrchestrationRuntimeStatus.Terminated)
                failure = TaskFailures.Terminated(rows.GetTextOrNull(4));
            answers.Add((link, failure is null
                ? new HistoryEvent(HistoryEventKind.TaskCompleted, link.TaskId, Payload: rows.GetTextOrNull(4))
                : new HistoryEvent(HistoryEventKind.TaskFailed, link.TaskId, Failure: failure)));
        }

        return answers;
    }

    // The text holds the statuses: there are few combinations, each prepared once.
    private static string StatusIn(IEnumerable<OrchestrationRuntimeStatus>? statuses) =>
        statuses?.Select(s => (int)s).Distinct().Order().ToArray() is { Length: > 0 } wanted
            ? $"AND status IN ({string.Join(',', wanted)})"
            : "";

    private static long ToKey(string? continuation) =>
        continuation is null ? 0 : long.Parse(continuation, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string ToContinuation(long key) => key.ToString(CultureInfo.InvariantCulture);

    private OrchestrationMetadata Read(Rows rows, bool withPayloads) => new(rows.GetText(2), rows.GetText(1))
    {
        DataConverter = withPayloads ? converter : null,
        RuntimeStatus = (OrchestrationRuntimeStatus)rows.GetInt32(3),
        CreatedAt = new DateTimeOffset(rows.GetInt64(4), TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(rows.GetInt64(5), TimeSpan.Zero),
        SerializedInput = withPayloads ? rows.GetTextOrNull(6) : null,
        SerializedOutput = withPayloads ? rows.GetTextOrNull(7) : null,
        FailureDetails = rows.GetTextOrNull(11) is { } poison
            ? TaskFailures.Of(nameof(DeadLetterException), poison)
            : FailureJson.FromText(rows.GetTextOrNull(8)),
        SerializedCustomStatus = withPayloads ? rows.GetTextOrNull(9) : null,
        Tags = TagsJson.FromText(rows.GetTextOrNull(10)) ?? new Dictionary<string, string>(),
    };
}
