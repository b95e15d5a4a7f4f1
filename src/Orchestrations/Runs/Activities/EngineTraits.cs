using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Properties of the host's engine. A host registers its own; without a registration an engine has none of them.
/// </summary>
public sealed record EngineTraits
{
    /// <summary>
    /// Whether the engine holds an orchestration that has returned until every activity that it scheduled has answered; its
    /// parent waits as long. Steps then answer early (see <see cref="EarlyStepAnswers"/>). Must be false where an activity's
    /// writes travel with its result.
    /// </summary>
    public bool HoldsForActivities { get; init; }

    /// <summary>
    /// Whether all steps run in the process that serves the readers of runs; otherwise what models write goes to readers through
    /// the store.
    /// </summary>
    public bool InThisProcess { get; init; }

    /// <summary>
    /// How often the activity with this context was begun before, by processes that ended before it did; 0 where the engine does
    /// not know.
    /// </summary>
    public Func<TaskActivityContext, int> BegunBefore { get; init; } = _ => 0;
}
