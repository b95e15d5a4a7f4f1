using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>A group of units that was executed. Its units learn how it ended once its commit is known to be durable.</summary>
/// <param name="Number">See <see cref="GroupNumber"/>; no two attempts have the same number.</param>
/// <param name="Units">The group.</param>
/// <param name="Session">The callbacks of the group.</param>
internal sealed record WriteAttempt(long Number, IReadOnlyList<WriteUnit> Units, WriteSession Session)
{
    private Dictionary<WriteUnit, Exception>? _failed;

    /// <summary>Records that a unit threw and was undone.</summary>
    public void Fail(WriteUnit unit, Exception exception) => (_failed ??= [])[unit] = exception;

    /// <summary>Tells all units, each through <paramref name="guarded"/>.</summary>
    public void Acknowledge(Action<Action> guarded)
    {
        foreach (var action in Session.Committed) guarded(action);
        foreach (var unit in Units)
        {
            if (_failed is not null && _failed.TryGetValue(unit, out var e)) guarded(() => unit.Failed(e));
            else guarded(unit.Committed);
        }
    }
}
