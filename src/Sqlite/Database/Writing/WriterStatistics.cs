namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>What the writer has done since it was opened.</summary>
/// <param name="Commits">Transactions made durable.</param>
/// <param name="Units">Units of work in them.</param>
/// <param name="CommitTime">Time spent in COMMIT, which is mostly the flush.</param>
internal readonly record struct WriterStatistics(long Commits, long Units, TimeSpan CommitTime);
