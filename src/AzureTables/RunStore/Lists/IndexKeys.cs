using Azure.Data.Tables;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Lists;

/// <summary>
/// Which lists a run, its requirements and their audit entries are on. A list is a range of keys in each of a few
/// partitions, the newest first. Rows are written before what they point to, and removed after: a list may show too much,
/// never too little, and whoever reads it looks at the run.
/// </summary>
internal static class IndexKeys
{
    /// <summary>Lists of runs: all, those that have not ended, those to give to the engine again.</summary>
    public const string Runs = "ra", Open = "ro", Redeliver = "rd";

    /// <summary>Lists of requirements: all, and decided ones that nobody acted on.</summary>
    public const string Requirements = "qa", Undelivered = "qd";

    /// <summary>The list of pending requirements by deadline, those without one last.</summary>
    public const string Deadlines = "qe";

    /// <summary>The list of sessions, by their newest runs, and that of all audit entries.</summary>
    public const string Sessions = "s", Audit = "u";

    /// <summary>
    /// Lists of work: what waits, by queue, the oldest first; waits that end, the first first; what somebody has; what an
    /// orchestration has not learned of.
    /// </summary>
    public const string Waiting = "ww", Ending = "we", Leased = "wl", Untold = "wt";

    private const int Partitions = 4;

    /// <summary>The partitions.</summary>
    public static IEnumerable<string> AllPartitions => Enumerable.Range(0, Partitions).Select(Partition);

    /// <summary>The partition that a run's rows are in.</summary>
    public static string PartitionOf(string runId)
    {
        var hash = 17u;
        foreach (var c in runId) hash = (hash ^ c) * 16_777_619;
        return Partition((int)(hash % Partitions));
    }

    /// <summary>The list of runs with a status: those that have not ended share one.</summary>
    public static string OfRuns(RunStatus? status, string? team)
    {
        var list = status switch { null => Runs, { } one when one.IsFinal() => KeyText.Join("rs", one.ToString()), _ => Open };
        return team is null ? list : KeyText.Join(list + "t", KeyText.Of(team));
    }

    /// <summary>The list of requirements with a status, of a member or a team.</summary>
    public static string OfRequirements(RequirementStatus? status, string? team, string? member)
    {
        var list = status is { } one ? KeyText.Join("qs", one.ToString()) : Requirements;
        return member is not null
            ? KeyText.Join(list + "m", KeyText.Of(member))
            : team is not null ? KeyText.Join(list + "t", KeyText.Of(team)) : list;
    }

    /// <summary>The list of pending requirements by deadline, of a member or a team.</summary>
    public static string OfDeadlines(string? team, string? member) => member is not null
        ? KeyText.Join(Deadlines + "m", KeyText.Of(member))
        : team is not null ? KeyText.Join(Deadlines + "t", KeyText.Of(team)) : Deadlines;

    /// <summary>The list of what waits in a queue.</summary>
    public static string OfQueue(string queue) => KeyText.Join(Waiting, KeyText.Of(queue));

    /// <summary>The place of work in its queue.</summary>
    public static string PlaceOf(WorkRecord work) => KeyText.Join(KeyText.Of(work.QueuedAt.UtcTicks), KeyText.Of(work.WorkId));

    /// <summary>The place of a run in its lists.</summary>
    public static string PlaceOf(RunRecord run) => KeyText.Join(KeyText.NewestFirst(run.CreatedAt), KeyText.Of(run.RunId));

    /// <summary>The end of the places of runs that were created at a time or later: those before it come after.</summary>
    public static string FromBefore(DateTimeOffset time) => KeyText.NewestFirst(time) + (char)(KeyText.Separator + 1);

    /// <summary>The place of a requirement in its lists.</summary>
    public static string PlaceOf(AskedRow asked) => KeyText.Join(
        KeyText.NewestFirst(asked.Record.CreatedAt), KeyText.Of(long.MaxValue - asked.Number),
        KeyText.Of(asked.Record.RequirementId));

    /// <summary>The place of a pending requirement in its lists by deadline.</summary>
    public static string DeadlineOf(AskedRow asked) => KeyText.Join(
        KeyText.Of(asked.Record.ExpiresAt?.UtcTicks ?? long.MaxValue), KeyText.Of(asked.Record.CreatedAt.UtcTicks),
        KeyText.Of((long)asked.Number), KeyText.Of(asked.Record.RequirementId));

    /// <summary>The rows of a pending requirement in its lists by deadline.</summary>
    public static TableEntity[] RowsOfDeadline(AskedRow asked)
    {
        var (record, place) = (asked.Record, DeadlineOf(asked));
        string[] lists = [Deadlines, OfDeadlines(record.TeamId, null), OfDeadlines(null, record.MemberId)];
        return [.. lists.Select(list => new TableEntity(PartitionOf(record.RunId), KeyText.Join(list, place))
        {
            ["Run"] = record.RunId,
            ["Requirement"] = record.RequirementId,
        })];
    }

    /// <summary>Whether a row is at the present place of its run.</summary>
    public static bool IsPlace(TableEntity row, RunRecord run) =>
        row.RowKey.EndsWith(KeyText.Separator + PlaceOf(run), StringComparison.Ordinal);

    /// <summary>Whether a row is at the present place of its session: that of the newest run.</summary>
    public static bool IsPlace(TableEntity row, SessionHead session) => row.RowKey.EndsWith(
        KeyText.Separator + KeyText.Join(KeyText.NewestFirst(session.UpdatedAt), KeyText.Of(session.RunId)),
        StringComparison.Ordinal);

    /// <summary>Whether a row is one of lists of runs, and not of what they have.</summary>
    public static bool IsOfRuns(string key) => key[0] == 'r';

    /// <summary>The lists that a run leaves for ever which completes or is cancelled: their rows.</summary>
    public static string[] OpenOf(RunRecord run) =>
        [.. new[] { Open, OfRuns(RunStatus.Running, run.TeamId), Redeliver }.Select(list => KeyText.Join(list, PlaceOf(run)))];

    /// <summary>The rows of a run and its requirements.</summary>
    /// <param name="state">The run.</param>
    /// <param name="ever">Those too that it had before and that may still be there.</param>
    public static Dictionary<string, TableEntity> Of(RunState state, bool ever)
    {
        var rows = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        var run = state.Head.Run;
        foreach (var team in new[] { null, run.TeamId })
        {
            Add(OfRuns(null, team), PlaceOf(run));
            Add(OfRuns(run.Status, team), PlaceOf(run));
            // Most runs complete: there from the beginning, that takes no transaction of its own. One that waited for people
            // may be open for long, and be in the way of those who read: it comes back when it has completed.
            if (!run.Status.IsFinal() && run.Pauses == 0) Add(OfRuns(RunStatus.Completed, team), PlaceOf(run));
        }

        Add(Sessions, PlaceOf(run))["Session"] = KeyText.Of(run.SessionId);
        if (!run.Status.IsFinal() && (ever || run.Status == RunStatus.Pending || run.CancelRequestedAt is not null))
            Add(Redeliver, PlaceOf(run));
        foreach (var asked in state.Asked.Values) AddRequirement(asked);
        foreach (var work in state.Work.Values) AddWork(work);
        return rows;

        void AddWork(WorkRecord work)
        {
            if (work.Told > work.Heard) Of(Untold, KeyText.Of(work.WorkId));
            if (work.Status == WorkStatus.Leased) Of(Leased, KeyText.Of(work.WorkId));
            if (work.Status != WorkStatus.Waiting) return;
            if (work.Queue is { } queue) Of(OfQueue(queue), PlaceOf(work))["Queue"] = queue;
            if (work.Due is { } due) Of(Ending, KeyText.Join(KeyText.Of(due.UtcTicks), KeyText.Of(work.WorkId)));

            TableEntity Of(string list, string place)
            {
                var row = Add(list, place);
                row["Work"] = work.WorkId;
                return row;
            }
        }

        void AddRequirement(AskedRow row)
        {
            var (asked, place) = (row.Record, PlaceOf(row));
            foreach (var status in new RequirementStatus?[] { null, asked.Status })
            {
                OfOne(OfRequirements(status, null, null));
                OfOne(OfRequirements(status, asked.TeamId, null));
                OfOne(OfRequirements(status, null, asked.MemberId));
            }

            if (RunRules.IsUndelivered(asked)) OfOne(Undelivered);
            if (asked.Status == RequirementStatus.Pending)
            {
                foreach (var index in RowsOfDeadline(row)) rows[index.RowKey] = index;
            }

            void OfOne(string list)
            {
                var index = Add(list, place);
                index["Requirement"] = asked.RequirementId;
                index["Team"] = asked.TeamId.Length < 1_000 ? asked.TeamId : KeyText.Of(asked.TeamId);
            }
        }

        TableEntity Add(string list, string place)
        {
            var row = new TableEntity(PartitionOf(run.RunId), KeyText.Join(list, place)) { ["Run"] = run.RunId };
            rows[row.RowKey] = row;
            return row;
        }
    }

    /// <summary>The row of an audit entry.</summary>
    public static TableEntity Of(string runId, AuditRow audit) => new(
        PartitionOf(runId), KeyText.Join(Audit, KeyText.Of(audit.Position), KeyText.Of(audit.Entry.RequirementId)))
    {
        ["Run"] = runId,
        ["Requirement"] = audit.Entry.RequirementId,
        ["Sequence"] = audit.Entry.Sequence,
        ["Position"] = audit.Position,
    };

    private static string Partition(int number) => "p" + (char)('0' + number);
}
