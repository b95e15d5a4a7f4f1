using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Sqlite.Database;

/// <summary>The options of the database, for tests and hosts.</summary>
internal sealed record DatabaseOptions
{
    /// <summary>
    /// The fault injector. It is called at each <see cref="WritePoint"/> on the writing thread, and may kill the process,
    /// block, or throw a <see cref="SqliteFailureException"/> as a disk would. At <see cref="WritePoint.AfterCommit"/> an
    /// exception stands for a commit that reports a failure but is durable.
    /// </summary>
    public Action<WritePoint>? Fault { get; init; }

    /// <summary>How long the storage may fail before waiting callers get an exception.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause between two tries; it doubles up to a second.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The schema, step by step. Where it is empty, <see cref="SqliteDatabase"/> puts in that of the engine and the run store.
    /// </summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = [];
}
