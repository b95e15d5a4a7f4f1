namespace DurableTeams.Contracts;

/// <summary>
/// The external events that orchestrations wait for. Each name is waited for once in the life of an instance: a
/// requirement's decision under the requirement's id (at the member run's instance), cancelling under <see cref="Cancel"/>
/// (at the run's instance and at each member run's), the end of its time under <see cref="TimeUp"/> and <see cref="OutOfTime"/> (at
/// the member run's instance).
/// </summary>
public static class RunSignals
{
    /// <summary>Cancel; the payload is the reason, a string or null.</summary>
    public const string Cancel = "cancel";

    /// <summary>
    /// The member run has taken too long, whatever its limits say; raised at its own instance. The payload says how, as the
    /// rest of a sentence about it.
    /// </summary>
    public const string TimeUp = "timeUp";

    /// <summary>
    /// A step of the member run works longer than the member run may; raised at its own instance by the step, without a payload.
    /// Each retry has a name of its own: a step of the attempt before may still work.
    /// </summary>
    public static string OutOfTime(int attempt) => attempt == 0 ? "outOfTime" : FormattableString.Invariant($"outOfTime:{attempt}");

    /// <summary>A member run began its n-th pause; raised at the instance that delegated to it.</summary>
    public static string Paused(string memberRunId, int pause) => FormattableString.Invariant($"{memberRunId}:paused:{pause}");

    /// <summary>A member run's n-th pause ended; raised at the instance that delegated to it.</summary>
    public static string Continued(string memberRunId, int pause) => FormattableString.Invariant($"{memberRunId}:continued:{pause}");
}

/// <summary>The payload of a decision's event, raised at the instance of the member run that waits, under the requirement's id.</summary>
/// <param name="Decision"><c>approve</c> or <c>reject</c>; the rest is in the store under the requirement's id.</param>
/// <param name="EndedPause">Which pause of the run this decision ended, if it did.</param>
public sealed record DecisionSignal(string Decision, int? EndedPause);
