using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Sqlite.Database;

/// <summary>What tests and hosts may change about the storage layer.</summary>
internal sealed record DatabaseOptions
{
    /// <summary>
    /// The fault injector: called at each <see cref="WritePoint"/> on the thread that writes; it may kill the process, block, or
    /// throw a <see cref="SqliteFailureException"/> as a disk would; at <see cref="WritePoint.AfterCommit"/> too, as a commit does
    /// that reports a failure and is durable all the same.
    /// </summary>
    public Action<WritePoint>? Fault { get; init; }

    /// <summary>How long storage trouble may last before callers who wait are told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause between two tries; doubled up to a second.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The schema, step by step. Where it is empty, <see cref="SqliteDatabase"/> puts in that of the engine and the run store.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = [];
}
