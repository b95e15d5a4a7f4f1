namespace DurableTeams.Sqlite.Engine.History;

/// <summary>
/// What one instance went through in one transaction: the events it was given, in order, and all it asked for meanwhile.
/// </summary>
internal sealed class HistoryTurn(long at)
{
    /// <summary>The time the orchestrator saw, in UTC ticks.</summary>
    public long At { get; } = at;

    /// <summary>What happened.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>What the orchestrator asked for.</summary>
    public List<HistoryAction> Actions { get; } = [];

    /// <summary>This turn, or where tasks failed in it one in which they have not answered.</summary>
    public HistoryTurn WithoutFailures()
    {
        if (Events.TrueForAll(happened => happened.Kind != HistoryEventKind.TaskFailed)) return this;
        var turn = new HistoryTurn(At);
        turn.Events.AddRange(Events.Where(happened => happened.Kind != HistoryEventKind.TaskFailed));
        turn.Actions.AddRange(Actions);
        return turn;
    }
}
