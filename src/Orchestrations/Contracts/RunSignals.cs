namespace DurableTeams.Contracts;

/// <summary>
/// The external events that orchestrations wait for. Each name is waited for once in the life of an instance: a
/// requirement's decision under the requirement's id (at the member run's instance), cancelling under <see cref="Cancel"/>
/// (at the run's instance and at each member run's), the end of its time under <see cref="TimeUp"/> and <see cref="OutOfTime"/>
/// (at the member run's instance).
/// </summary>
internal static class RunSignals
{
    /// <summary>Cancel; the payload is the reason, a string or null.</summary>
    public const string Cancel = "cancel";

    /// <summary>
    /// The member run has taken too long, whatever its limits say. The event is raised at the member run's own instance. The
    /// payload is the rest of a sentence about the member run that says why.
    /// </summary>
    public const string TimeUp = "timeUp";

    /// <summary>
    /// A step of the member run works longer than the member run may. The step raises the event at the member run's own
    /// instance, without a payload. Each retry has an event name of its own, since a step of the attempt before may still work.
    /// </summary>
    public static string OutOfTime(int attempt) =>
        attempt == 0 ? "outOfTime" : FormattableString.Invariant($"outOfTime:{attempt}");

    /// <summary>
    /// The n-th change of work that its orchestration has to learn of; raised at the member run's own instance.
    /// </summary>
    public static string Work(string workId, int change) => FormattableString.Invariant($"{workId}:{change}");

    /// <summary>
    /// The member run no longer waits for its work; raised at the instance that talks with the A2A agent that does the work.
    /// </summary>
    public const string WorkLeft = "workLeft";

    /// <summary>A member run began its n-th pause; raised at the instance that delegated to it.</summary>
    public static string Paused(string memberRunId, int pause) => FormattableString.Invariant($"{memberRunId}:paused:{pause}");

    /// <summary>A member run's n-th pause ended; raised at the instance that delegated to it.</summary>
    public static string Continued(string memberRunId, int pause) =>
        FormattableString.Invariant($"{memberRunId}:continued:{pause}");
}

/// <summary>
/// The payload of a decision's event, raised at the instance of the member run that waits, under the requirement's id.
/// </summary>
/// <param name="Decision">The decision, such as <c>approve</c> or <c>reject</c>; its details are in the store under the
/// requirement's id.</param>
/// <param name="EndedPause">The number of the run's pause that this decision ended, or null.</param>
internal sealed record DecisionSignal(string Decision, int? EndedPause);
