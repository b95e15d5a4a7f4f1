namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>Counters of the writer since it was opened.</summary>
/// <param name="Commits">Transactions made durable.</param>
/// <param name="Units">Units of work in them.</param>
/// <param name="CommitTime">Time spent in COMMIT, which is mostly the flush.</param>
internal readonly record struct WriterStatistics(long Commits, long Units, TimeSpan CommitTime);
