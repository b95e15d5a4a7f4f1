using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;
using DurableTeams.Storage;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>
/// A change that travels with an activity's result. A write that must see it earlier writes it first; it is written again with
/// the result.
/// </summary>
internal sealed class ScopedChange(ChangeWriter writer, RunChange change)
{
    /// <summary>Lets the change travel.</summary>
    public static void Add(WriteScope scope, ChangeWriter writer, RunChange change) =>
        scope.Add(new ScopedChange(writer, change).Apply);

    /// <summary>Writes the changes that travel with the current activity so far, together with another write.</summary>
    public static Action<WriteSession> Earlier()
    {
        var units = WriteScope.Current?.Units.Where(unit => unit.Target is ScopedChange).ToArray() ?? [];
        return session => Array.ForEach(units, unit => unit(session));
    }

    private void Apply(WriteSession session) => writer.ApplyLate(session, change);
}
