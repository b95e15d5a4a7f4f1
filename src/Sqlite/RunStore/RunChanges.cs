using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>What is done to a change before it travels to the writer.</summary>
internal static class RunChanges
{
    /// <summary>
    /// Checks that the change keeps to its run, here, where its author learns of it: a unit that throws on the writer would
    /// take the activity's result with it.
    /// </summary>
    /// <exception cref="ArgumentException">An id is not one of this run's.</exception>
    public static void Check(RunChange change) => RunChangeCheck.Check(
        change, id => MemberRunIds.Position(change.RunId, id), id => RequirementTable.Local(change.RunId, id));
}
