namespace DurableTeams.Runs.Activities;

/// <summary>What the host's engine does that others do not. The host registers its own; without, an engine does none of it.</summary>
public sealed record EngineTraits
{
    /// <summary>
    /// Whether an orchestration that has returned is held, and its parent hears nothing, until every activity that it scheduled has
    /// answered. Steps then answer early (see <see cref="EarlyAnswers"/>). Never where what an activity writes travels with its result.
    /// </summary>
    public bool HoldsForActivities { get; init; }
}
