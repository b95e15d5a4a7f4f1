using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>How far runs are exported, stored beside the runs: the next process exports what this one did not.</summary>
internal sealed class SqliteTraceCursors(EmbeddedDatabase database) : ITraceCursors
{
    private long _behind;
    private bool _atEnd;
    private bool _again;

    public bool IsDurable => true;

    /// <summary>Adds runs that began while tracing was off.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            TraceTable.BeginAll(session);
            return true;
        },
        cancellationToken);

    public SequenceRanges? DueEvents(string runId, SequenceRanges told) =>
        database.Read(sql => TraceTable.Find(sql, runId)) is { } exported ? SequenceRanges.Beyond(exported) : null;

    public Task AdvanceAsync(IReadOnlyDictionary<string, long> exported, CancellationToken cancellationToken = default)
    {
        // A copy, since the write may run again after the caller has gone on.
        var all = exported.ToArray();
        return database.WriteAsync(
            session =>
            {
                foreach (var (runId, last) in all) TraceTable.Advance(session, runId, last);
                return true;
            },
            cancellationToken);
    }

    public IReadOnlyList<string> NextUnexported(int limit)
    {
        while (!_atEnd)
        {
            var page = database.Read(sql => sql.Statement(TraceTable.BehindQuery)
                .List(rows => (Number: rows.GetInt64(0), Id: rows.Text(1)), _behind, limit));
            if (page.Count > 0)
            {
                _behind = page[^1].Number;
                return [.. page.Select(run => run.Id)];
            }

            // After a failure not at once from the start: a run whose spans are refused must not keep all others waiting.
            (_atEnd, _again, _behind) = (!_again, false, 0);
        }

        return [];
    }

    public void Rewind()
    {
        _again = true;
        _atEnd = false;
    }
}
