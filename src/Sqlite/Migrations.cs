using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.RunStore;

namespace DurableTeams.Sqlite;

/// <summary>
/// The schema, step by step: the first entry brings an empty file to version 1, the second to version 2, and so on.
/// Released entries are never edited; a room that needs a change appends one.
/// </summary>
internal static class Migrations
{
    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        EngineSchema.Initial,
        RunSchema.Initial,
        RunSchema.Modes,
        GroupNumber.Initial,
        EngineSchema.DeadLetters,
        RunSchema.ShortEventKeys,
        RunSchema.People,
        RunSchema.Forks,
        RunSchema.Traces,
        RunSchema.Answers,
        RunSchema.Bindings,
        RunSchema.Work,
        EngineSchema.Begun,
        RunSchema.Deadlines,
        RunSchema.Reasons,
        RunSchema.Searches,
    ];
}
