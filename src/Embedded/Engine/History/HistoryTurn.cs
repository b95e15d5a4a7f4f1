namespace DurableTeams.Embedded.Engine;

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
}
