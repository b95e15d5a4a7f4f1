using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>The values of a run that writes need.</summary>
internal sealed record RunRow(long Id, string RunId, RunStatus Status, int Pauses, int Attempt, bool CancelRequested)
{
    /// <summary>The run's row, or null.</summary>
    public static RunRow? Find(Sql sql, string runId) =>
        sql["SELECT id, status, pauses, attempt, cancel_at IS NOT NULL FROM runs WHERE run_id = ?1"].First(
            rows => new RunRow(
                rows.GetInt64(0), runId, (RunStatus)rows.GetInt32(1), rows.GetInt32(2), rows.GetInt32(3), rows.GetBoolean(4)),
            runId);

    /// <summary>The run's row.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    public static RunRow Get(Sql sql, string runId) =>
        Find(sql, runId) ?? throw new KeyNotFoundException($"There is no run {runId}.");
}
