namespace DurableTeams.Sqlite.Engine.History;

/// <summary>
/// One turn of an instance, in one transaction: the events that it received, in order, and the steps that it asked for.
/// </summary>
internal sealed class HistoryTurn(long at)
{
    /// <summary>The orchestrator's time, in UTC ticks.</summary>
    public long At { get; } = at;

    /// <summary>The events.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The steps that the orchestrator asked for.</summary>
    public List<HistoryAction> Actions { get; } = [];

    /// <summary>This turn; where tasks failed in it, a copy in which they have not answered.</summary>
    public HistoryTurn WithoutFailures()
    {
        if (Events.TrueForAll(happened => happened.Kind != HistoryEventKind.TaskFailed)) return this;
        var turn = new HistoryTurn(At);
        turn.Events.AddRange(Events.Where(happened => happened.Kind != HistoryEventKind.TaskFailed));
        turn.Actions.AddRange(Actions);
        return turn;
    }
}
